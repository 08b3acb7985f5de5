"""How long a command takes: the processor's time and the wall's, of the long run less the short one."""
import os, subprocess, time


def spend(command):
    """Processor seconds, wall seconds and what it printed."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    printed = process.stdout.read()
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} failed:\n{said.decode()}")
    return used.ru_utime + used.ru_stime, wall, printed.decode()


class Timed:
    """A command that takes a size, and the sizes at which it is timed."""

    def __init__(self, command, amount=lambda size: size, wall=False):
        self.command, self.amount, self.wall = command, amount, wall
        self.long = self.short = None

    def seconds(self, size):
        cpu, wall, _ = spend(self.command(size))
        return wall if self.wall else cpu

    def settle(self, seconds, size):
        """Finds a size that takes at least so long; the short run has a sixteenth of it."""
        while True:
            took = self.seconds(size)
            if took >= seconds:
                break
            size = int(size * min(32, max(1.5, 1.3 * seconds / took)))
        self.long, self.short = size, max(size // 16, 1)
        return self

    def at(self, long, short):
        self.long, self.short = long, short
        return self

    def rate(self):
        """What is done in a second: the long run less the short one."""
        took = self.seconds(self.long) - self.seconds(self.short)
        return (self.amount(self.long) - self.amount(self.short)) / max(took, 1e-9)
