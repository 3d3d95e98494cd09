/** What the rows of one document are found by. */
export interface DocumentKey {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
}
