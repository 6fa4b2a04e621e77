export const HELP = `Rehearse an event: players of this program join a session, answer like people,
and you get a report of how fast and how well the servers did.

  npm run rehearse -- --players 500
      On this machine only: starts a server of its own, plays, removes all of it.

  npm run rehearse -- --players 2000 --url https://quiz.example.org --token … --yes
      On your servers: makes a quiz and a session, leads it, and deletes both.

  npm run rehearse -- --players 2000 --url https://quiz.example.org --code ABC123 --yes
      Players only: they join a session that somebody else leads.

Where
  --url <address>       the server; without it a server of its own is started
  --code <join code>    join this session; somebody else leads it
  --token <token>       a host's token, which makes the session, or with --code checks its books.
                        Better in the environment variable STAMPEDE_HOST_TOKEN: other users of
                        this machine can see the options of a command
  --quiz <id>           use this quiz of the host, instead of one that is made
  --keep                do not delete the quiz and the session afterwards
  --yes, -y             needed for any server that is not this machine: yes, play against it

What is played
  --players, -n <n>     how many players (100; at most 50,000)
  --questions <n>       how many questions (10)
  --seconds <n>         how long each question is open (20)
  --gap <n>             seconds between two questions (3)
  --pace <pace>         host (somebody opens each question), auto (a programme runs by itself),
                        self (each player goes at their own speed)
  --join-seconds <n>    over how many seconds the players join (100 players a second)
  --minutes <n>         end after this time, whatever happens

How people behave: percentages of the answers
  --wrong <percent>     wrong answers (30)
  --late <percent>      answers after the close; the server must refuse them (2)
  --lost <percent>      lost connections: a lost reply, a broken connection,
                        up to 4 s without any network (5)
  --seed <n>            the same number gives the same people again; it is in the report

The report
  --max-ack <ms>        not fine if 1 of 100 answers is confirmed later than this (1000)
  --max-skew <ms>       not fine if 1 of 100 players sees a question so much later
                        than the first one (1000)
  --json <file>         write all figures into this file as well

Ctrl-C ends the rehearsal and reports what was done so far; a second Ctrl-C ends at once.
Exit code: 0 fine, 1 not fine, 2 a wrong option, 130 ended by Ctrl-C.

Ask the operator to name the address of this machine in STAMPEDE_VENUES for the rehearsal:
otherwise the limits for a single address slow the players. See docs/event-day.md.
`;
