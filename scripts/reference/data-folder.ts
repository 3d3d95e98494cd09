/** The files of a data folder while a server runs on it, and what each is. A test compares them with a real folder. */
export const dataFolderFiles: Readonly<Record<string, string>> = {
  "countersign.db": "all data, a SQLite database",
  "countersign.db-wal": "the newest data, which SQLite moves to the database; it belongs to a copy of it",
  "countersign.db-shm": "SQLite's index of that file; it is made anew when it is missing",
  "lock.db": "is empty; the process that serves the folder holds it, so that no second one can",
  "lock.db-journal": "SQLite makes it for that file; it is empty too, and gone when the server stops",
  "identities.yaml": "who may sign requests; the first start writes it, afterwards it is yours",
  credentials:
    "one AWS profile for each user with its key; each start writes them from `identities.yaml`, others that stand there stay",
  config: "endpoint and Region of the same profiles; each start writes them, others that stand there stay",
};
