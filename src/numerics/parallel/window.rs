//! Puts the results of several threads in order and holds only a few at once: a thread that is too far ahead
//! waits until the earlier results are received.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Turns that are taken and received in order.
pub struct Window<T> {
    state: Mutex<State<T>>,
    moved: Condvar,
    /// The most turns that may be taken and not yet received.
    width: u64,
}

struct State<T> {
    /// Pieces that wait for earlier ones.
    ready: BTreeMap<u64, T>,
    /// The next turn to be received.
    next: u64,
    /// The next turn to be taken.
    taken: u64,
    /// The turn after the last.
    end: u64,
    /// Whether the window was stopped.
    is_stopped: bool,
}

impl<T> Window<T> {
    /// Creates a window of `turns` turns, of which at most `width` are in progress.
    pub fn new(turns: u64, width: u64) -> Self {
        let ready = BTreeMap::new();
        let state = State { ready, next: 0, taken: 0, end: turns, is_stopped: false };
        Self { state: Mutex::new(state), moved: Condvar::new(), width: width.max(1) }
    }

    /// Locks the state; also if a thread panicked while holding it, because then everything is stopped.
    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State<T>>) -> MutexGuard<'a, State<T>> {
        self.moved.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the next turn, waiting until it is close enough; `None` if there is none left.
    pub fn take(&self) -> Option<u64> {
        let mut state = self.state();
        loop {
            if state.is_stopped || state.taken >= state.end {
                return None;
            }
            if state.taken < state.next + self.width {
                state.taken += 1;
                return Some(state.taken - 1);
            }
            state = self.wait(state);
        }
    }

    /// Hands over the result of a turn.
    pub fn hand(&self, turn: u64, piece: T) {
        let mut state = self.state();
        if turn < state.end && !state.is_stopped {
            state.ready.insert(turn, piece);
            self.moved.notify_all();
        }
    }

    /// Ends the window before this turn.
    pub fn end_at(&self, turn: u64) {
        let mut state = self.state();
        state.end = state.end.min(turn);
        state.ready.retain(|ready, _| *ready < turn);
        self.moved.notify_all();
    }

    /// Returns the next piece in order, waiting for it; `None` after the last.
    pub fn receive(&self) -> Option<T> {
        let mut state = self.state();
        loop {
            if state.is_stopped || state.next >= state.end {
                return None;
            }
            let next = state.next;
            if let Some(piece) = state.ready.remove(&next) {
                state.next += 1;
                self.moved.notify_all();
                return Some(piece);
            }
            state = self.wait(state);
        }
    }

    /// Stops the window and releases all waiting threads.
    pub fn stop(&self) {
        let mut state = self.state();
        state.is_stopped = true;
        state.ready.clear();
        self.moved.notify_all();
    }
}

/// Stops a window if the thread panics, so that no other thread waits for it.
pub struct StopsIfBroken<'a, T>(pub &'a Window<T>);

impl<T> Drop for StopsIfBroken<'_, T> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn pieces_come_in_order_and_few_are_held() {
        let window = Window::new(500, 4);
        let received = AtomicU64::new(0);
        let mut all = Vec::new();
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    while let Some(turn) = window.take() {
                        assert!(turn < received.load(Ordering::SeqCst) + 5);
                        if turn % 7 == 0 {
                            std::thread::yield_now();
                        }
                        window.hand(turn, turn * 2);
                    }
                });
            }
            while let Some(piece) = window.receive() {
                received.fetch_add(1, Ordering::SeqCst);
                all.push(piece);
            }
        });
        assert_eq!(all, (0..500).map(|turn| turn * 2).collect::<Vec<_>>());
    }

    #[test]
    fn an_end_or_a_stop_lets_everybody_go() {
        let window = Window::new(10, 2);
        assert_eq!((window.take(), window.take()), (Some(0), Some(1)));
        window.hand(1, 'b');
        window.end_at(1);
        window.hand(0, 'a');
        assert_eq!((window.receive(), window.receive(), window.take()), (Some('a'), None, None));
        let window = Window::<u8>::new(10, 1);
        assert_eq!(window.take(), Some(0));
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| window.take());
            window.stop();
            assert_eq!(waiting.join().ok(), Some(None));
        });
        assert_eq!(window.receive(), None);
    }
}
