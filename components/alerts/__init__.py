"""The two topics that alarms notify, and who subscribes to them."""

from components.alerts.component import Alerts, AlertsArgs

__all__ = ["Alerts", "AlertsArgs"]
