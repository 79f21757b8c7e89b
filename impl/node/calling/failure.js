/** An exchange that failed. The text is for the user, and tells the classes of CLI-3 apart. */
export class Failure extends Error {}

export const refused = () => new Failure('connection refused: nobody listens there');
export const unreachable = (code) => new Failure(`the address is unreachable: ${code}`);
export const unresolvable = (host) => new Failure(`the name cannot be resolved: ${JSON.stringify(host)}`);
export const connectTimedOut = () => new Failure('connecting timed out');
export const sendTimedOut = () => new Failure('sending the request made no progress in time');
export const responseTimedOut = () => new Failure('there was no complete response in time');
export const closedOrReset = () => new Failure('the connection was closed or reset before the response was complete');
export const invalidResponse = (problem) => new Failure(`the response is invalid: ${problem.message}`);
