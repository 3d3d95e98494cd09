"""asks who is in a group at the moment of the signal"""

from scenario import *

create_runbook()
create_template("Template", template(level("Review", group("Controllers"))))
execution_id = start_change()
refused_by_code("AccessDeniedException", lambda: approve("controller", execution_id))
refused_by_code("AccessDeniedException", lambda: approve("bystander", execution_id))
change_identities("groups:\n", "groups:\n  - name: Controllers\n    members: [controller]\n")


def try_to_approve():
    try:
        return approve("controller", execution_id)
    except ClientError as error:
        same(error.response["Error"]["Code"], "AccessDeniedException")
        return None


until(try_to_approve, lambda answer: answer is not None)
until_status(execution_id, "CompletedWithSuccess")
refused(exceptions.InvalidAutomationSignalException, lambda: approve("bystander", execution_id))
passed("who joined after the request was made counts")
