"""takes a change template in YAML and in JSON for the same, and converts each to the other"""

from scenario import *

text = """schemaVersion: '0.3'
description: Restart a service on the nodes of the web tier.
templateInformation: |
  ### Rollback
  Say how to return to the former state.
parameters:
  ManagerName:
    type: String
    description: Person who gives the second approval.
  ManagerType:
    type: String
    description: Kind of principal.
    default: IamUser
    allowedValues: [IamUser, IamGroup, IamRole, SSOUser, SSOGroup]
  ManagerTopic:
    type: String
    description: Topic told when the second approval is due.
executableRunBooks:
  - name: Web-RestartService
    version: $DEFAULT
  - name: AWS-RestartEC2Instance
    version: $DEFAULT
emergencyChange: false
autoApprovable: true
mainSteps:
  - name: TechnicalReview
    action: aws:approve
    timeoutSeconds: 172800
    inputs:
      Message: Please check the restart plan.
      MinRequiredApprovals: 2
      EnhancedApprovals:
        NotificationArn: arn:aws:sns:eu-west-1:111122223333:web-reviewers
        Approvers:
          - {approver: approver, type: IamUser, minRequiredApprovals: 0}
          - {approver: Approvers, type: IamGroup, minRequiredApprovals: 0}
          - {approver: OnCall, type: IamRole, minRequiredApprovals: 0}
  - name: ManagerReview
    action: aws:approve
    timeoutSeconds: 86400
    inputs:
      Message: Please release the restart.
      MinRequiredApprovals: 1
      EnhancedApprovals:
        NotificationArn: '{{ ManagerTopic }}'
        Approvers:
          - approver: '{{ ManagerName }}'
            type: '{{ ManagerType }}'
            minRequiredApprovals: 0
"""
client = ssm("author")
described = create_document("Template", text, "Automation.ChangeTemplate", document_format="YAML")
same([one["Name"] for one in described["Parameters"]], ["ManagerName", "ManagerType", "ManagerTopic"])
as_json = client.get_document(Name="Template", DocumentFormat="JSON")["Content"]
create_document("InJson", as_json, "Automation.ChangeTemplate")
back = client.get_document(Name="InJson", DocumentFormat="YAML")["Content"]
create_document("BackInYaml", back, "Automation.ChangeTemplate", document_format="YAML")
same(json.loads(client.get_document(Name="BackInYaml")["Content"]), json.loads(as_json))
same(client.get_document(Name="Template", DocumentFormat="YAML")["Content"], text)
passed("there and back again, nothing lost")

create_runbook("Web-RestartService")
for name in ["Template", "InJson", "BackInYaml"]:
    review(name)
    parameters = {"ManagerName": ["manager"], "ManagerTopic": ["arn:aws:sns:eu-west-1:111122223333:managers"]}
    execution_id = start_change(
        DocumentName=name, Parameters=parameters, Runbooks=[{"DocumentName": "Web-RestartService"}]
    )
    for user in ["deputy", "approver", "manager"]:
        same(read_execution(execution_id)["AutomationExecutionStatus"], "PendingApproval")
        approve(user, execution_id)
    execution = until_status(execution_id, "CompletedWithSuccess")
    levels = [steps_of(execution)[level_name] for level_name in ("TechnicalReview", "ManagerReview")]
    same([one["TimeoutSeconds"] for one in levels], [172_800, 86_400])
    same(ops_item_of(execution)["Description"], "### Rollback\nSay how to return to the former state.\n")
passed("each of the three asks the same people")

emergency = """{
  "schemaVersion": "0.3",
  "templateInformation": "### Incident
Give the incident number.",
  "emergencyChange": true,
  "mainSteps": [{"name": "EmergencyApproval", "action": "aws:approve", "inputs": {"EnhancedApprovals": {"Approvers": [
    {"approver": "Approvers", "type": "IamGroup", "minRequiredApprovals": 1},
    {"approver": "Managers", "type": "IamGroup", "minRequiredApprovals": 1}]}}}]
}"""
create_template("Emergency", emergency)
execution_id = start_change(DocumentName="Emergency", Runbooks=[{"DocumentName": "Web-RestartService"}])
same(steps_of(read_execution(execution_id))["EmergencyApproval"]["TimeoutSeconds"], 604_800)
approve("approver", execution_id)
approve("manager", execution_id)
execution = until_status(execution_id, "CompletedWithSuccess")
same(ops_item_of(execution)["Description"], "### Incident\nGive the incident number.")
passed("JSON with a line break inside a string, as AWS's own sample has it")
