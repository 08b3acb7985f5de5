//! Runtime dispatch: one plain loop, compiled for each level of instructions and selected when the program runs.

/// Defines a function that runs `$body`, an `#[inline(always)]` function of the same parameters, compiled for the
/// level that is its first argument. `$wide`, if given, replaces it at the level of AVX-512, and `$narrow` at that of
/// AVX2.
macro_rules! at_each_level {
    (@pick $args:tt $body:path) => { $body $args };
    (@pick $args:tt $body:path, $hand:path) => { $hand $args };
    ($(#[$doc:meta])* $vis:vis fn $name:ident($($arg:ident: $ty:ty),* $(,)?) $(-> $ret:ty)? =
        $body:path $(, avx512: $wide:path)? $(, avx2: $narrow:path)?;) => {
        $(#[$doc])*
        #[cfg_attr(
            target_arch = "x86_64",
            expect(unsafe_code, reason = "the level says that the instructions are there")
        )]
        $vis fn $name(level: $crate::numerics::kernel::Level, $($arg: $ty),*) $(-> $ret)? {
            #[cfg(target_arch = "x86_64")]
            {
                use $crate::numerics::kernel::Level;
                #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
                fn avx2($($arg: $ty),*) $(-> $ret)? {
                    at_each_level!(@pick ($($arg),*) $body $(, $narrow)?)
                }
                #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi1,bmi2,lzcnt,popcnt")]
                fn avx512($($arg: $ty),*) $(-> $ret)? {
                    at_each_level!(@pick ($($arg),*) $body $(, $wide)?)
                }
                // SAFETY: a level exists only if its instructions are available.
                match level {
                    Level::Avx512(_) => return unsafe { avx512($($arg),*) },
                    Level::Avx2(_) => return unsafe { avx2($($arg),*) },
                    Level::Plain => {}
                }
            }
            #[cfg(not(target_arch = "x86_64"))]
            let _ = level;
            $body($($arg),*)
        }
    };
}

pub(super) use at_each_level;
