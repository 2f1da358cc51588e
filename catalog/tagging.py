"""The Resource Groups Tagging API, which makes nothing."""

from catalog.service import Service

TAG = Service("tag", read=("GetResources",))
