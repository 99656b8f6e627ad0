/* What tests reach of the app, in the very page that it runs in. */
export { database, SignedOut, StorageFull } from "../../../backend/client/src/kept/database";
export * as diary from "../../../backend/client/src/kept/diary";
export * as drafts from "../../../backend/client/src/kept/drafts";
export { flush } from "../../../backend/client/src/kept/flush";
export { refresh } from "../../../backend/client/src/kept/refresh";
export * as plain from "../../../backend/client/src/kept/plain";
export * as queue from "../../../backend/client/src/kept/queue";
export * as store from "../../../backend/client/src/kept/store";
export * as vault from "../../../backend/client/src/kept/vault";
export * as session from "../../../backend/client/src/session";
export * as sync from "../../../backend/client/src/sync";
