// The settings and secrets of the tests.

export const JWT_SECRET = "a-secret-that-only-the-tests-know-0123456789";
export const PRODUCER_KEY = "producer-key-of-the-tests-0123456789abcdef";
export const OPERATOR_KEY = "operator-key-of-the-tests-0123456789abcdef";

export const TEST_BINDINGS = {
  JWT_SECRET,
  PRODUCER_KEYS: `scanner:${PRODUCER_KEY}`,
  OPERATOR_KEYS: `night:${OPERATOR_KEY}`,
};
