"""creates, reads, lists, updates and deletes documents and their versions"""

import hashlib

from scenario import *

client = ssm("author")
yaml_text = """schemaVersion: '0.3'
description: Rests.
parameters:
  Length:
    type: String
    description: How long.
    default: PT1S
mainSteps:
  - name: Rest
    action: aws:sleep
    inputs:
      Duration: '{{ Length }}'
"""
made = create_document(
    "Rest",
    yaml_text,
    "Automation",
    document_format="YAML",
    VersionName="first",
    DisplayName="Rest a while",
    TargetType="/AWS::EC2::Instance",
    Tags=[{"Key": "team", "Value": "web"}],
)
same((made["DocumentVersion"], made["LatestVersion"], made["DefaultVersion"]), ("1", "1", "1"))
same(
    (made["SchemaVersion"], made["HashType"], made["Hash"]),
    ("0.3", "Sha256", hashlib.sha256(yaml_text.encode()).hexdigest()),
)
same((made["Status"], made["DocumentType"], made["DocumentFormat"]), ("Creating", "Automation", "YAML"))
same(
    (made["Owner"], made["Description"], made["TargetType"], made["VersionName"]),
    (ACCOUNT, "Rests.", "/AWS::EC2::Instance", "first"),
)
same(made["Parameters"], [{"Name": "Length", "Type": "String", "Description": "How long.", "DefaultValue": "PT1S"}])
same(made["Tags"], [{"Key": "team", "Value": "web"}])
passed("CreateDocument describes what it made")

same(client.get_document(Name="Rest", DocumentFormat="YAML")["Content"], yaml_text)
as_json = client.get_document(Name="Rest")
same(
    (as_json["DocumentFormat"], json.loads(as_json["Content"])["mainSteps"][0]["inputs"]),
    ("JSON", {"Duration": "{{ Length }}"}),
)
passed("GetDocument converts to JSON and gives YAML back byte for byte")

refused(
    exceptions.DocumentAlreadyExists, lambda: create_document("Rest", yaml_text, "Automation", document_format="YAML")
)
updated = client.update_document(
    Name="Rest",
    Content=yaml_text.replace("PT1S", "PT2S"),
    DocumentFormat="YAML",
    DocumentVersion="$LATEST",
    VersionName="second",
)
same((updated["DocumentDescription"]["DocumentVersion"], updated["DocumentDescription"]["DefaultVersion"]), ("2", "1"))
refused(
    exceptions.DuplicateDocumentContent,
    lambda: client.update_document(
        Name="Rest", Content=yaml_text.replace("PT1S", "PT2S"), DocumentFormat="YAML", DocumentVersion="2"
    ),
)
refused(
    exceptions.DuplicateDocumentVersionName,
    lambda: client.update_document(
        Name="Rest",
        Content=yaml_text.replace("PT1S", "PT3S"),
        DocumentFormat="YAML",
        DocumentVersion="2",
        VersionName="first",
    ),
)
refused(
    exceptions.InvalidDocumentVersion,
    lambda: client.update_document(
        Name="Rest", Content=yaml_text.replace("PT1S", "PT3S"), DocumentFormat="YAML", DocumentVersion="1"
    ),
)
contains(client.get_document(Name="Rest", DocumentFormat="YAML")["Content"], "PT1S")
contains(client.get_document(Name="Rest", VersionName="second")["Content"], "PT2S")
contains(client.get_document(Name="Rest", DocumentVersion="$LATEST")["Content"], "PT2S")
passed("UpdateDocument makes a version and leaves the default alone")

same(
    client.update_document_default_version(Name="Rest", DocumentVersion="2")["Description"],
    {"Name": "Rest", "DefaultVersion": "2", "DefaultVersionName": "second"},
)
same(client.describe_document(Name=document_arn("Rest"))["Document"]["DocumentVersion"], "2")
refused(
    exceptions.InvalidDocumentVersion, lambda: client.update_document_default_version(Name="Rest", DocumentVersion="3")
)
versions = client.list_document_versions(Name="Rest")["DocumentVersions"]
same(
    [(one["DocumentVersion"], one["VersionName"], one["IsDefaultVersion"]) for one in versions],
    [("2", "second", True), ("1", "first", False)],
)
passed("UpdateDocumentDefaultVersion moves it, ListDocumentVersions shows it")

create_document("Restart", runbook(), "Automation")
create_calendar("Freeze")
listed = client.list_documents(Filters=[{"Key": "Owner", "Values": ["Self"]}, {"Key": "Name", "Values": ["Rest"]}])[
    "DocumentIdentifiers"
]
same(sorted(one["Name"] for one in listed), ["Rest", "Restart"])
by_tag = client.list_documents(Filters=[{"Key": "tag:team", "Values": ["web"]}])["DocumentIdentifiers"]
same([one["Name"] for one in by_tag], ["Rest"])
by_type = client.list_documents(Filters=[{"Key": "DocumentType", "Values": ["ChangeCalendar"]}])["DocumentIdentifiers"]
same([(one["Name"], one["DocumentFormat"]) for one in by_type], [("Freeze", "TEXT")])
amazon = client.list_documents(Filters=[{"Key": "Owner", "Values": ["Amazon"]}])["DocumentIdentifiers"]
same(sorted(one["Name"] for one in amazon), ["AWS-HelloWorld", "AWS-HelloWorldChangeTemplate"])
refused(exceptions.InvalidFilterKey, lambda: client.list_documents(Filters=[{"Key": "Color", "Values": ["red"]}]))
passed("ListDocuments finds by owner, name, tag and type")

refused(
    exceptions.InvalidDocumentOperation,
    lambda: client.delete_document(Name="Rest", DocumentVersion="2"),
    "Default version",
)
client.delete_document(Name="Rest", DocumentVersion="1")
same([one["DocumentVersion"] for one in client.list_document_versions(Name="Rest")["DocumentVersions"]], ["2"])
refused(exceptions.InvalidDocumentVersion, lambda: client.get_document(Name="Rest", DocumentVersion="1"))
client.delete_document(Name="Rest")
for call in [
    lambda: client.get_document(Name="Rest"),
    lambda: client.describe_document(Name="Rest"),
    lambda: client.delete_document(Name="Rest"),
    lambda: client.list_document_versions(Name="Rest"),
    lambda: client.update_document_default_version(Name="Rest", DocumentVersion="1"),
]:
    refused(exceptions.InvalidDocument, call, "does not exist")
passed("DeleteDocument deletes a version, then all")
