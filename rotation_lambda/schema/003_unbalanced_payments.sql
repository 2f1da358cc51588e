-- Payments whose entries do not add up to zero: no row constraint can say that, so this has to stay empty.
CREATE SQL SECURITY INVOKER VIEW unbalanced_payments AS
SELECT payment_id, currency, SUM(amount) AS balance
FROM ledger_entries
GROUP BY payment_id, currency
HAVING SUM(amount) <> 0
