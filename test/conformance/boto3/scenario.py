"""What every scenario needs: clients by user name, documents, waiting for what has to become true."""

import datetime
import fcntl
import json
import os
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ACCOUNT = "123456789012"
REGION = os.environ["SCENARIO_REGION"]
ENDPOINT = os.environ["SCENARIO_ENDPOINT"]

_session = boto3.Session(region_name=REGION)
_clients = {}


def ssm(user, region=REGION):
    """The unmodified client of a user, with its key from the profiles that the program wrote."""
    if (user, region) not in _clients:
        key = boto3.Session(profile_name=user).get_credentials()
        _clients[user, region] = client_with(key.access_key, key.secret_key, region)
    return _clients[user, region]


def client_with(access_key_id, secret_access_key, region=REGION):
    """All clients come from one session: they share the classes of their exceptions."""
    return _session.client(
        "ssm",
        region_name=region,
        endpoint_url=ENDPOINT,
        aws_access_key_id=access_key_id,
        aws_secret_access_key=secret_access_key,
        config=Config(retries={"max_attempts": 1, "mode": "standard"}),
    )


def arn(user, account=ACCOUNT):
    return f"arn:aws:iam::{account}:user/{user}"


def document_arn(name, account=ACCOUNT):
    return f"arn:aws:ssm:{REGION}:{account}:document/{name}"


def passed(sentence):
    """Says that a group of assertions held; a scenario that says nothing has failed."""
    print(json.dumps({"passed": sentence}), flush=True)


def same(actual, expected):
    assert actual == expected, f"\n   actual: {actual!r}\n expected: {expected!r}"


def contains(text, *parts):
    for part in parts:
        assert part in text, f"{part!r} is not in {text!r}"


def refused(error_class, call, *parts):
    """Demands that a call is refused with exactly this typed exception, its text containing the parts."""
    try:
        answer = call()
    except error_class as error:
        contains(error.response["Error"]["Message"], *parts)
        return error
    raise AssertionError(f"it was not refused: {answer!r}")


def refused_by_code(code, call, *parts):
    """As refused(), for errors that the client's model gives no class."""
    error = refused(ClientError, call, *parts)
    same(error.response["Error"]["Code"], code)
    return error


exceptions = ssm("requester").exceptions


def until(read, is_wanted, limit_seconds=20):
    """Reads again and again until the answer is the wanted one, and returns it."""
    deadline = time.monotonic() + limit_seconds
    while True:
        answer = read()
        if is_wanted(answer):
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"it did not become true within {limit_seconds} s; last answer: {answer!r}")
        time.sleep(0.05)


def read_execution(execution_id, user="requester"):
    return ssm(user).get_automation_execution(AutomationExecutionId=execution_id)["AutomationExecution"]


def until_status(execution_id, *statuses, limit_seconds=20):
    """The execution as soon as it has one of the statuses."""
    final = {"CompletedWithSuccess", "CompletedWithFailure", "Rejected", "TimedOut", "Cancelled", "Success", "Failed"}
    final.add("ChangeCalendarOverrideRejected")
    execution = until(
        lambda: read_execution(execution_id),
        lambda read: read["AutomationExecutionStatus"] in final.union(statuses),
        limit_seconds,
    )
    status = execution["AutomationExecutionStatus"]
    assert status in statuses, f"it is {status}, not {statuses}: {execution.get('FailureMessage')}"
    return execution


def steps_of(execution):
    return {step["StepName"]: step for step in execution["StepExecutions"]}


def ops_item_of(execution, user="requester"):
    return ssm(user).get_ops_item(OpsItemId=execution["OpsItemId"])["OpsItem"]


def timeline_of(execution, user="requester"):
    """The entries of a change request's timeline, their details read."""
    pages = (
        ssm(user)
        .get_paginator("list_ops_item_events")
        .paginate(Filters=[{"Key": "OpsItemId", "Values": [execution["OpsItemId"]], "Operator": "Equal"}])
    )
    return [dict(entry, Detail=json.loads(entry["Detail"])) for page in pages for entry in page["Summaries"]]


def statuses_of(execution):
    """Every status that a change request has gone through, in order."""
    entries = timeline_of(execution)
    return [entry["Detail"]["status"] for entry in entries if entry["DetailType"] == "Change Request Status Update"]


def approve(user, execution_id, comment=None):
    return signal(user, execution_id, "Approve", **({} if comment is None else {"Comment": [comment]}))


def reject(user, execution_id, comment=None):
    return signal(user, execution_id, "Reject", **({} if comment is None else {"Comment": [comment]}))


def signal(user, execution_id, signal_type, **payload):
    extra = {"Payload": payload} if payload else {}
    return ssm(user).send_automation_signal(AutomationExecutionId=execution_id, SignalType=signal_type, **extra)


def children_of(execution_id, user="requester"):
    """The executions that an execution has started, oldest first."""
    pages = (
        ssm(user)
        .get_paginator("describe_automation_executions")
        .paginate(Filters=[{"Key": "ParentExecutionId", "Values": [execution_id]}])
    )
    return [child for page in pages for child in page["AutomationExecutionMetadataList"]][::-1]


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def in_seconds(seconds):
    return now() + datetime.timedelta(seconds=seconds)


def sleep_step(duration="PT0S", name="Sleep", **members):
    return {"name": name, "action": "aws:sleep", "inputs": {"Duration": duration}, **members}


def runbook(*steps, **members):
    """The content of a runbook; without steps it sleeps for no time at all."""
    return {"schemaVersion": "0.3", "mainSteps": list(steps or [sleep_step()]), **members}


def failing_runbook(**members):
    """A runbook whose step Fail fails as soon as it runs; how long it sleeps is only known then."""
    length = {"type": "String", "default": "not long"}
    return runbook(sleep_step("{{ Length }}", "Fail"), parameters={"Length": length}, **members)


def users(*names, minimum=0):
    return [{"approver": name, "type": "IamUser", "minRequiredApprovals": minimum} for name in names]


def group(name, minimum=0):
    return [{"approver": name, "type": "IamGroup", "minRequiredApprovals": minimum}]


def level(name, approvers, minimum=1, timeout_seconds=3600, **inputs):
    if minimum is not None:
        inputs["MinRequiredApprovals"] = minimum
    return {
        "name": name,
        "action": "aws:approve",
        "timeoutSeconds": timeout_seconds,
        "inputs": {**inputs, "EnhancedApprovals": {"Approvers": approvers}},
    }


def template(*levels, **members):
    """The content of a change template; without levels it asks the approver."""
    steps = list(levels or [level("Review", users("approver"))])
    return {"schemaVersion": "0.3", "mainSteps": steps, **members}


def create_document(name, content, document_type, user="author", document_format="JSON", **members):
    text = content if isinstance(content, str) else json.dumps(content)
    answer = ssm(user).create_document(
        Name=name, Content=text, DocumentType=document_type, DocumentFormat=document_format, **members
    )
    return answer["DocumentDescription"]


def create_runbook(name="Runbook", content=None, **members):
    return create_document(name, content or runbook(), "Automation", **members)


def create_template(name="Template", content=None, **members):
    """Creates a change template and has it reviewed."""
    description = create_document(name, content or template(), "Automation.ChangeTemplate", **members)
    review(name)
    return description


def review(name, action="Approve", by="reviewer"):
    """Sends a template's latest version for review, and has it decided."""
    ssm("author").update_document_metadata(Name=name, DocumentReviews={"Action": "SendForReview"})
    ssm(by).update_document_metadata(Name=name, DocumentReviews={"Action": action})


def calendar(*events, default="DEFAULT_OPEN"):
    """The text of a calendar; an event is a pair of times."""
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//AWS//Change Calendar 1.0//EN",
        "VERSION:2.0",
        f"X-CALENDAR-TYPE:{default}",
    ]
    for index, (start, end) in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:event-{index}", f"DTSTAMP:{_instant(start)}", f"SUMMARY:event-{index}"]
        lines += [f"DTSTART:{_instant(start)}", f"DTEND:{_instant(end)}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _instant(time_of_event):
    return time_of_event.astimezone(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")


def create_calendar(name="Calendar", *events, default="DEFAULT_OPEN"):
    return create_document(name, calendar(*events, default=default), "ChangeCalendar", document_format="TEXT")


def replace_calendar(name, *events, default="DEFAULT_OPEN"):
    """Gives a calendar other events; the default version is the one that counts."""
    text = calendar(*events, default=default)
    description = ssm("author").update_document(
        Name=name, Content=text, DocumentVersion="$LATEST", DocumentFormat="TEXT"
    )["DocumentDescription"]
    version = description["DocumentVersion"]
    ssm("author").update_document_default_version(Name=name, DocumentVersion=version)


def set_setting(path, value):
    text = value if isinstance(value, str) else json.dumps(value)
    ssm("author").update_service_setting(SettingId=path, SettingValue=text)


def check_calendar(name="Calendar", freeze_approvers=()):
    """Has change requests of this Region checked against a calendar."""
    lines = [{"type": "IamUser", "approver": user} for user in freeze_approvers]
    set_setting("/ssm/change-manager/calendars", [name])
    if lines:
        set_setting("/ssm/change-manager/freeze-approvers", lines)
    set_setting("/ssm/change-manager/check-calendar", "true")


def change_identities(old, new):
    """Replaces a text of identities.yaml, which the server reads again on its own; scenarios take turns."""
    path = os.path.join(os.environ["SCENARIO_DATA_DIR"], "identities.yaml")
    with open(path + ".turn", "w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        with open(path) as file:
            text = file.read()
        same(text.count(old), 1)
        with open(path + ".new", "w") as file:
            file.write(text.replace(old, new))
        os.replace(path + ".new", path)


def start_change(user="requester", runbook_members=None, **members):
    """Asks for a change; what is not said has its plainest value."""
    request = {"DocumentName": "Template", **members}
    request.setdefault("Runbooks", [{"DocumentName": "Runbook", **(runbook_members or {})}])
    return ssm(user).start_change_request_execution(**request)["AutomationExecutionId"]
