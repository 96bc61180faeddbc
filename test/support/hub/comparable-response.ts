// A response without its request id. The id differs in every response, and no other part may reveal anything.

export interface ComparableResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly text: string;
}

export async function comparableResponse(response: Response): Promise<ComparableResponse> {
  const headers = [...response.headers].filter(([name]) => name !== "x-request-id");
  return { status: response.status, headers, text: await response.text() };
}
