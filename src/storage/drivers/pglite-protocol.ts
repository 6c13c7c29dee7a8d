/** How the embedded database is opened: in a folder or in memory, empty or as the dump in a file was. */
export type PgliteOptions = Readonly<{ dataDir?: string; imageFile?: string }>;

export type ThreadRequest = Readonly<{ id: number; sql: string; parameters: readonly unknown[] }> | Readonly<{ id: number; close: true }>;

/** What an error of the database says, as plain data: a copy of an Error would lose everything but its message. */
export type ThreadError = Readonly<{ message: string; name: string; fields: Readonly<Record<string, string>> }>;

export type ThreadReply =
  | Readonly<{ id: number; rows: readonly unknown[]; affectedRows: number | undefined }>
  | Readonly<{ id: number; error: ThreadError }>;

/** Answers to the opening. */
export const OPENED = 0;
