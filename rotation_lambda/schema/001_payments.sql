-- One row per payment, made once per idempotency key; its status and result are all that changes.
CREATE TABLE payments (
    payment_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    idempotency_key VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    -- SHA-256 of the request: the same key with another payload is a mistake of the caller's, not a repetition.
    payload_hash BINARY(32) NOT NULL,
    -- In the currency's minor unit.
    amount BIGINT NOT NULL,
    -- ISO 4217.
    currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    debtor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    creditor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    requested_at DATETIME(6) NOT NULL,
    -- Of an A/B test, where the payment took part in one.
    variant VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
    status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    -- What the first request was answered, and every repetition is.
    result JSON NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    PRIMARY KEY (payment_id),
    UNIQUE KEY payments_idempotency_key (idempotency_key),
    -- What the ledger's foreign key refers to, so that an entry can't be in another currency.
    UNIQUE KEY payments_id_currency (payment_id, currency),
    KEY payments_created_at (created_at),
    CONSTRAINT payments_amount_positive CHECK (amount > 0),
    CONSTRAINT payments_currency_code CHECK (currency REGEXP '^[A-Z]{3}$'),
    CONSTRAINT payments_two_parties CHECK (debtor <> creditor),
    CONSTRAINT payments_status CHECK (status IN ('pending', 'completed', 'rejected')),
    CONSTRAINT payments_result CHECK (status = 'pending' OR result IS NOT NULL)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4
