// Loaded before the sources are: an older Node would only say that it does not know what a .ts file is.
if (!process.features.typescript) {
  process.stderr.write(
    `countersign: Node ${process.versions.node} cannot run the sources: the one that can comes with "npm ci" when its install scripts may run (no --ignore-scripts).\n`,
  );
  process.exit(1);
}
