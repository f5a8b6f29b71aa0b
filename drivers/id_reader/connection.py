# SPDX-License-Identifier: GPL-3.0-or-later
"""The reader as its I/O thread sees it: opens its port, keeps its status true, opens it again after a loss."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable
from random import Random

from drivers.backoff import Backoff
from drivers.card_reader import ReaderAbsent, ReaderBroken, ReaderSilent
from drivers.contract import ConfigurationError, DeviceError, DeviceState, Status
from drivers.id_reader.card import IdCard
from drivers.id_reader.delays import Delays
from drivers.id_reader.exchange import NoAnswer, ask
from drivers.id_reader.port import Port
from drivers.id_reader.protocol import BROKEN, OK, Command, Reply, sam_id
from drivers.id_reader.reading import Abilities, read_card
from drivers.io_thread import Cancel
from drivers.status import StatusBoard
from drivers.transport import Line, LineError

ONLINE = Status(DeviceState.ONLINE)
BUSY = Status(DeviceState.BUSY)
SILENT = Status(ReaderSilent.state, ReaderSilent.action)


class Connection:
    """Lives in the reader's I/O thread (`drivers.io_thread.Occupant`); nothing of it is called from elsewhere.

    Opening the port proves nothing, for a serial server accepts without a reader behind it: the status is
    online only after an answer.
    """

    def __init__(
        self,
        port: Port,
        board: StatusBoard,
        delays: Delays,
        *,
        now: Callable[[], float],
        random: Random | None = None,
    ) -> None:
        self._port = port
        self._board = board
        self._delays = delays
        self._now = now
        self._line: Line | None = None
        self._probe_at = 0.0
        self._answered_at = 0.0
        self._backoff = Backoff(delays.reopen_first, delays.reopen_most, random)
        self._knows_status: bool | None = None
        self._reading = False
        self._searched_at = -math.inf
        self.serial: str | None = None
        """The module's number, once it has told it."""
        self.abilities = Abilities()
        """What the module has shown since its port was opened."""

    def idle(self) -> float:
        """Notice a reader that has gone or come back."""
        try:
            if self._line is None:
                self._open()
            elif self._now() < self._probe_at:
                self._watch()
                return self._delays.watch
            self._probe()
        except DeviceError:  # already on the board
            return self._pause_after_failure()
        return self._delays.watch

    def read(self, cancel: Cancel, on_found: Callable[[], None], *, fingerprints: bool) -> IdCard:
        """Wait for a card and read it; raises as `IdReader.read` does, or `Cancelled`."""

        def found() -> None:
            cancel.hold_clock()  # a card whose reading were dropped could not be found again until it is lifted
            on_found()

        self._reading = True
        try:
            self._renew()
            if self._board.status == ONLINE:
                self._board.publish(BUSY)
            if (early := self._searched_at + self._delays.poll - self._now()) > 0:
                cancel.wait(early)  # the last search was another caller's
            return read_card(
                self._ask,
                lambda: cancel.wait(self._delays.poll),
                found,
                self.abilities,
                tries=self._tries(),
                fingerprints=fingerprints,
            )
        except (ReaderSilent, ReaderBroken) as error:
            self._board.publish(error.status)
            raise
        finally:
            self._reading = False
            if self._board.status == BUSY:
                self._board.publish(ONLINE)

    def finish(self) -> None:
        """Give the port back."""
        self._drop()
        self._board.publish(Status())

    def _open(self) -> None:
        try:
            self._line = self._port.open()
        except (LineError, ConfigurationError) as error:
            raise self._absent(error) from None
        self._answered_at = self._now()
        self._knows_status = None
        self.abilities = Abilities()

    def _renew(self) -> None:
        """Open the port if it is closed, has ended since the last look or leads nowhere: the reader may be back."""
        if self._hopeless():
            self._drop()
        if self._line is not None:
            with contextlib.suppress(ReaderAbsent):
                self._watch()
        if self._line is None:
            self._open()

    def _hopeless(self) -> bool:
        """Whether nothing has answered for so long that a fresh connection is worth a try."""
        return self._line is not None and self._now() - self._answered_at > self._delays.hopeless

    def _tries(self) -> int:
        """A reader that has just been silent is not waited for twice: whoever holds a card has waited already."""
        return 1 if self._board.status == SILENT else self._delays.tries

    def _watch(self) -> None:
        assert self._line is not None  # noqa: S101 - idle() has looked
        try:
            self._line.read(0)
        except LineError as error:
            raise self._absent(error) from None

    def _ask(self, command: Command) -> Reply:
        assert self._line is not None  # noqa: S101 - opened by the caller
        try:
            reply = ask(self._line, command, self._delays, self._now)
        except LineError as error:
            raise self._absent(error) from None
        self._port.answered()
        self._answered_at = self._now()
        if command is Command.FIND:
            self._searched_at = self._answered_at
        self._probe_at = self._answered_at + self._delays.probe
        self._backoff.reset()
        if reply.verdict not in BROKEN:
            self._board.publish(BUSY if self._reading else ONLINE)
        return reply

    def _probe(self) -> None:
        try:
            reply = self._ask_for_status()
            if (command := self._port.switch) is not None and reply.verdict not in BROKEN:
                self._switch(command)
        except NoAnswer:
            silent = ReaderSilent("no answer")
            self._board.publish(silent.status)
            if self._port.try_another_speed() or self._hopeless():
                self._drop()
            raise silent from None
        if reply.verdict in BROKEN:
            broken = ReaderBroken(reply.meaning, code=reply.verdict)
            self._board.publish(broken.status)
            raise broken
        if self.serial is None:
            self._ask_for_serial()

    def _switch(self, command: Command) -> None:
        """Let the module speak at the speed that is set; raises `NoAnswer` when it is not heard at that one."""
        try:
            agreed = self._ask(command).verdict == OK
        except NoAnswer:
            agreed = False
        if not agreed:
            self._port.not_switched()
            return
        self._drop()
        time.sleep(self._delays.settle)
        self._port.switched()
        self._open()
        try:
            self._ask_for_status()
        except NoAnswer:
            self._port.not_switched()
            raise

    def _ask_for_status(self) -> Reply:
        """Some readers do not know the status command; a search for a card shows as well that they live."""
        if self._knows_status is not False:
            for _ in range(self._delays.tries if self._knows_status else 1):
                try:
                    reply = self._ask(Command.STATUS)
                    if reply.verdict in BROKEN:
                        self._ask(Command.RESET)
                        reply = self._ask(Command.STATUS)
                except NoAnswer:
                    continue
                self._knows_status = True
                return reply
        if self._knows_status:
            raise NoAnswer(heard=False)
        reply = self._ask(Command.FIND)
        self._knows_status = False
        return reply

    def _ask_for_serial(self) -> None:
        """An optional command: a reader that does not know it gets no second question."""
        try:
            reply = self._ask(Command.SAM_ID)
        except NoAnswer:
            self.serial = ""
        else:
            self.serial = sam_id(reply.data) if reply.verdict == OK else ""

    def _absent(self, error: DeviceError) -> ReaderAbsent:
        self._drop()
        self._board.publish(error.status)
        return ReaderAbsent(str(error), state=error.state, action=error.action)

    def _drop(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _pause_after_failure(self) -> float:
        self._probe_at = 0.0
        return self._backoff.pause()
