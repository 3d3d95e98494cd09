"""carries a request out as it was approved, whatever becomes of its template and its runbook"""

from scenario import *

create_runbook("Runbook", runbook(sleep_step("PT0S", "Original")))
create_template()
author = ssm("author")
execution_id = start_change()
author.update_document(
    Name="Runbook",
    Content=json.dumps(runbook(sleep_step("PT10M", "Changed"))),
    DocumentVersion="1",
    DocumentFormat="JSON",
)
author.update_document_default_version(Name="Runbook", DocumentVersion="2")
author.update_document(
    Name="Template",
    Content=json.dumps(template(level("Harder", users("manager", "deputy"), minimum=2))),
    DocumentVersion="1",
    DocumentFormat="JSON",
)
review("Template")
author.delete_document(Name="Runbook")
author.delete_document(Name="Template")
same([step["StepName"] for step in read_execution(execution_id)["StepExecutions"]], ["Review", "RunbookWorkflow"])
approve("approver", execution_id)
execution = until_status(execution_id, "CompletedWithSuccess")
same((execution["DocumentVersion"], execution["Runbooks"][0]["DocumentVersion"]), ("1", "1"))
child = read_execution(children_of(execution_id)[0]["AutomationExecutionId"])
same([step["StepName"] for step in child["StepExecutions"]], ["Original"])
passed("edited, replaced and deleted meanwhile, both still count as they were")
