/** A message that breaks a clause. Whoever receives it gives up the connection; nothing is sent. */
export class Rejection extends Error {
  /**
   * @param {string} clause the id of the clause in PROTOCOL.md
   * @param {string} reason for people, without anything that the peer sent
   */
  constructor(clause, reason) {
    super(`${reason} (${clause})`);
    this.name = 'Rejection';
    this.clause = clause;
  }
}
