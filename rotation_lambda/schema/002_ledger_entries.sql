-- Double entry: a payment's entries add up to zero and are written in one transaction with it.
CREATE TABLE ledger_entries (
    entry_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    payment_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    account VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    -- In the currency's minor unit; what leaves an account is negative.
    amount BIGINT NOT NULL,
    currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    PRIMARY KEY (entry_id),
    -- A payment that is written twice is refused by the server too.
    UNIQUE KEY ledger_entries_once (payment_id, account),
    KEY ledger_entries_account (account, created_at),
    CONSTRAINT ledger_entries_payment FOREIGN KEY (payment_id, currency)
        REFERENCES payments (payment_id, currency),
    CONSTRAINT ledger_entries_amount_moves CHECK (amount <> 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4
