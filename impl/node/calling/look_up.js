// A program that prints the addresses of the name given, one a line. It is a process of its own because nothing can interrupt
// the question: the system's resolver keeps a thread, and a process cannot end before its threads do.
import { lookup } from 'node:dns';

lookup(process.argv[2], { all: true, verbatim: true }, (problem, addresses) => {
  if (problem) process.exitCode = 1;
  else process.stdout.write(addresses.map(({ address }) => `${address}\n`).join(''));
});
