// What an answer tells its caller: everything but the name of the request, which no two share.

export interface Told {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly text: string;
}

export async function told(answer: Response): Promise<Told> {
  const headers = [...answer.headers].filter(([name]) => name !== "x-request-id");
  return { status: answer.status, headers, text: await answer.text() };
}
