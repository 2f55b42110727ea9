from django.contrib.admin.apps import AdminConfig


class PressAdminConfig(AdminConfig):
    default_site = "pressoffice.admin_site.PressAdminSite"
