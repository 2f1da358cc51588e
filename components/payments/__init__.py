"""The payments: the queue they arrive in, the functions that process them, and how new versions take over."""

from components.payments.payment_function import Queues
from components.payments.payments import DatabaseAccess, Payments, PaymentsArgs
from components.payments.queue import PaymentQueue, PaymentQueueArgs

__all__ = ["DatabaseAccess", "PaymentQueue", "PaymentQueueArgs", "Payments", "PaymentsArgs", "Queues"]
