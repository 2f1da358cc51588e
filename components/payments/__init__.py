"""The payments: the queue they arrive in, the functions that process them, and how new versions take over."""

from components.payments.component import Payments, PaymentsArgs
from components.payments.queue import PaymentQueue, PaymentQueueArgs

__all__ = ["PaymentQueue", "PaymentQueueArgs", "Payments", "PaymentsArgs"]
