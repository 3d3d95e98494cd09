"""reads, sets and resets the settings of an account and Region"""

from scenario import *

client = ssm("author")
path = "/ssm/change-manager/late-approval"
setting = client.get_service_setting(SettingId=path)["ServiceSetting"]
same((setting["SettingId"], setting["SettingValue"], setting["Status"]), (path, "run", "Default"))
same(setting["ARN"], f"arn:aws:ssm:{REGION}:{ACCOUNT}:servicesetting{path}")
client.update_service_setting(SettingId=setting["ARN"], SettingValue="expire")
setting = client.get_service_setting(SettingId=path)["ServiceSetting"]
same(
    (setting["SettingId"], setting["SettingValue"], setting["Status"], setting["LastModifiedUser"]),
    (path, "expire", "Customized", arn("author")),
)
assert abs((now() - setting["LastModifiedDate"]).total_seconds()) < 30
same(ssm("author", "us-east-1").get_service_setting(SettingId=path)["ServiceSetting"]["SettingValue"], "run")
same(client.reset_service_setting(SettingId=path)["ServiceSetting"]["SettingValue"], "run")
same(client.get_service_setting(SettingId=path)["ServiceSetting"]["Status"], "Default")
passed("by path or ARN, for this Region alone")

defaults = {
    "user-identity": "IAM",
    "template-reviewers": "[]",
    "require-template-review": "true",
    "require-monitors": "false",
    "check-calendar": "false",
    "calendars": "[]",
    "freeze-approvers": "[]",
    "late-approval": "run",
    "allow-self-approval": "false",
}
same(
    {
        name: client.get_service_setting(SettingId=f"/ssm/change-manager/{name}")["ServiceSetting"]["SettingValue"]
        for name in defaults
    },
    defaults,
)
passed("every change-manager setting has its default")

refused(exceptions.ServiceSettingNotFound, lambda: client.get_service_setting(SettingId="/ssm/change-manager/nothing"))
refused(
    exceptions.ServiceSettingNotFound, lambda: client.update_service_setting(SettingId="/ssm/nothing", SettingValue="x")
)
refused(exceptions.ServiceSettingNotFound, lambda: client.reset_service_setting(SettingId="/ssm/nothing"))
for name, value in [
    ("check-calendar", "yes"),
    ("calendars", "Calendar"),
    ("freeze-approvers", '[{"type":"Robot","approver":"r"}]'),
]:
    refused_by_code(
        "ValidationException",
        lambda: client.update_service_setting(SettingId=f"/ssm/change-manager/{name}", SettingValue=value),
        name,
    )
passed("unknown settings and values that are none are refused")
