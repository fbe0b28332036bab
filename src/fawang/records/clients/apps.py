from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "fawang.records.clients"
    label = "clients"
