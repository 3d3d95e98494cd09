"""answers every other operation of the SSM API with UnknownOperationException"""

from scenario import *

client = ssm("requester")
for call in [
    lambda: client.describe_patch_baselines(),
    lambda: client.put_parameter(Name="name", Value="value", Type="String"),
    lambda: client.get_parameter(Name="name"),
    lambda: client.send_command(DocumentName="AWS-RunShellScript", InstanceIds=["i-0123456789abcdef0"]),
    lambda: client.create_association(Name="Runbook"),
    lambda: client.describe_instance_information(),
    lambda: client.create_maintenance_window(
        Name="name", Schedule="rate(1 day)", Duration=2, Cutoff=1, AllowUnassociatedTargets=True
    ),
    lambda: client.get_inventory(),
]:
    error = refused_by_code("UnknownOperationException", call)
    same(error.response["ResponseMetadata"]["HTTPStatusCode"], 400)
passed("eight of them, from every corner of the API")
