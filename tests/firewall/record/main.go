// Records what Go's own client sends first, for each case by its name: `go run . > ../hellos.json`.
package main

import (
	"crypto/ecdh"
	"crypto/rand"
	"crypto/tls"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"time"
)

// A configuration of Encrypted ClientHello (draft-ietf-tls-esni-18) that names the public server.
func encrypted(public string) []byte {
	key, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	content := []byte{7, 0x00, 0x20, 0x00, 0x20}
	content = append(content, key.PublicKey().Bytes()...)
	// HKDF-SHA256 with AES-128-GCM.
	content = append(content, 0x00, 0x04, 0x00, 0x01, 0x00, 0x01, 64, byte(len(public)))
	content = append(content, public...)
	content = append(content, 0x00, 0x00)
	config := binary.BigEndian.AppendUint16([]byte{0xfe, 0x0d}, uint16(len(content)))
	config = append(config, content...)
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(config))), config...)
}

func first(config *tls.Config) string {
	config.Time = func() time.Time { return time.Unix(0, 0) }
	ours, theirs := net.Pipe()
	go tls.Client(ours, config).Handshake()
	sent := make([]byte, 16384)
	count, err := theirs.Read(sent)
	if err != nil {
		panic(err)
	}
	theirs.Close()
	return fmt.Sprintf("% x", sent[:count])
}

func main() {
	classic := []tls.CurveID{tls.X25519, tls.CurveP256}
	hybrid := []tls.CurveID{tls.X25519MLKEM768, tls.X25519}
	hello := func(name string, version uint16, curves []tls.CurveID) *tls.Config {
		return &tls.Config{
			ServerName: name, MinVersion: version, MaxVersion: version, CurvePreferences: curves,
			InsecureSkipVerify: name == "",
		}
	}
	hidden := hello("secret.attacker.example", tls.VersionTLS13, hybrid)
	hidden.EncryptedClientHelloConfigList = encrypted("public.attacker.example")
	behind := hello("secret.attacker.example", tls.VersionTLS13, hybrid)
	behind.EncryptedClientHelloConfigList = encrypted("front.example.com")
	recorded := map[string]string{
		"TLS 1.2":                               first(hello("api.example.com", tls.VersionTLS12, classic)),
		"TLS 1.2, the domain itself":            first(hello("example.com", tls.VersionTLS12, classic)),
		"TLS 1.3":                               first(hello("api.example.com", tls.VersionTLS13, classic)),
		"TLS 1.3, post-quantum":                 first(hello("api.example.com", tls.VersionTLS13, hybrid)),
		"TLS 1.3, another domain":               first(hello("attacker.example", tls.VersionTLS13, classic)),
		"TLS 1.3, post-quantum, another domain": first(hello("attacker.example", tls.VersionTLS13, hybrid)),
		"TLS 1.3, a domain that ends alike":     first(hello("notexample.com", tls.VersionTLS13, classic)),
		"TLS 1.3, no server name":               first(hello("", tls.VersionTLS13, classic)),
		"TLS 1.3, ECH behind another domain":    first(hidden),
		"TLS 1.3, ECH behind an allowed domain": first(behind),
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(recorded); err != nil {
		panic(err)
	}
}
