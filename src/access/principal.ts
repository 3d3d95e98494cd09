/** Who makes a call; what may be decided about it stands in this folder. */
export type { Principal } from "../api/principal.ts";
