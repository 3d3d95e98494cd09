/** A runbook of three steps that do nothing outside. */
export const threeSteps = `
schemaVersion: '0.3'
variables:
  Count: {type: Integer, default: 0}
mainSteps:
  - {name: First, action: 'aws:updateVariable', inputs: {Name: 'variable:Count', Value: 1}}
  - {name: Second, action: 'aws:updateVariable', inputs: {Name: 'variable:Count', Value: 2}}
  - {name: Third, action: 'aws:updateVariable', inputs: {Name: 'variable:Count', Value: 3}}
`;

/** A runbook of one step that does nothing outside. */
export const oneStep = `
schemaVersion: '0.3'
variables:
  Count: {type: Integer, default: 0}
mainSteps:
  - {name: Only, action: 'aws:updateVariable', inputs: {Name: 'variable:Count', Value: 1}}
`;

/** A change template with one level that requests may skip. */
export const template = `
schemaVersion: '0.3'
autoApprovable: true
mainSteps:
  - name: Review
    action: aws:approve
    inputs:
      MinRequiredApprovals: 1
      EnhancedApprovals:
        Approvers: [{approver: approver, type: IamUser, minRequiredApprovals: 0}]
`;
