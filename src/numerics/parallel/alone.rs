//! Sequential versions of the parallel calls, for builds without threads.

/// Iterators with the calls of parallel ones.
pub mod prelude {
    /// Collections with a sequential `into_par_iter`.
    pub trait IntoParallelIterator: IntoIterator + Sized {
        /// Goes through it one after the other.
        fn into_par_iter(self) -> Alone<Self::IntoIter> {
            Alone(self.into_iter())
        }
    }

    impl<I: IntoIterator> IntoParallelIterator for I {}

    /// An iterator on one thread.
    pub struct Alone<I>(I);

    impl<I: Iterator> Alone<I> {
        /// Does nothing: there is one thread.
        #[must_use]
        pub fn with_min_len(self, _least: usize) -> Self {
            self
        }

        /// Maps each.
        pub fn map<T>(self, map: impl FnMut(I::Item) -> T) -> Alone<impl Iterator<Item = T>> {
            Alone(self.0.map(map))
        }

        /// Maps each with something that is made once.
        pub fn map_init<S, T>(
            self,
            init: impl FnOnce() -> S,
            mut map: impl FnMut(&mut S, I::Item) -> T,
        ) -> Alone<impl Iterator<Item = T>> {
            let mut state = init();
            Alone(self.0.map(move |item| map(&mut state, item)))
        }

        /// Folds all into one.
        pub fn fold<S>(
            self,
            init: impl FnOnce() -> S,
            fold: impl FnMut(S, I::Item) -> S,
        ) -> Alone<impl Iterator<Item = S>> {
            Alone(std::iter::once(self.0.fold(init(), fold)))
        }

        /// Reduces all to one.
        pub fn reduce(
            self,
            init: impl FnOnce() -> I::Item,
            reduce: impl FnMut(I::Item, I::Item) -> I::Item,
        ) -> I::Item {
            self.0.fold(init(), reduce)
        }

        /// Collects all in order.
        pub fn collect<C: FromIterator<I::Item>>(self) -> C {
            self.0.collect()
        }
    }
}

/// The present thread.
pub struct Pool(());

impl Pool {
    /// Whether there can be several threads.
    pub const IS_PARALLEL: bool = false;

    /// Takes the present thread.
    pub fn new(
        _threads: usize,
        _stack_bytes: usize,
        _begin: impl Fn() + Send + Sync + 'static,
    ) -> Result<Self, String> {
        Ok(Self(()))
    }

    /// Whether work stays where it is, as it does.
    pub fn is_within() -> bool {
        true
    }

    /// The number of threads.
    pub fn threads_within() -> usize {
        1
    }

    /// Does work.
    pub fn install<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        work()
    }

    /// Does work once.
    pub fn everywhere<T: Send>(work: impl Fn() -> T + Sync) -> Vec<T> {
        vec![work()]
    }
}

/// Does one after the other.
pub fn join<A: Send, B: Send>(
    a: impl FnOnce() -> A + Send,
    b: impl FnOnce() -> B + Send,
) -> (A, B) {
    (a(), b())
}
