// Stands for vitest where a target borrows from the tests' support: nothing of it is called here.

export const beforeEach = (): void => {};
export const vi: Record<string, unknown> = {};
