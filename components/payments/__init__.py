"""The payments: the queue they arrive in, the functions that process them, and how new versions take over."""

from components.payments.component import DatabaseAccess, Payments, PaymentsArgs
from components.payments.function import Queues
from components.payments.queue import PaymentQueue, PaymentQueueArgs

__all__ = ["DatabaseAccess", "PaymentQueue", "PaymentQueueArgs", "Payments", "PaymentsArgs", "Queues"]
