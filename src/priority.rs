//! What stands behind all else.

/// Lets this thread run only where a processor has nothing else to do. Whatever the desk asks for
/// takes its place at once, which even the lowest niceness would make it wait milliseconds for. On
/// Linux alone: elsewhere a priority is the whole program's.
pub(crate) fn run_behind_others() {
    #[cfg(target_os = "linux")]
    {
        use thread_priority::{
            NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy,
            set_thread_priority_and_policy, thread_native_id,
        };
        let idle = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
        let set = set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Min, idle);
        if let Err(error) = set {
            tracing::debug!(?error, "what is heavy runs at the priority of all else");
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use thread_priority::{
        NormalThreadSchedulePolicy, ThreadSchedulePolicy, thread_schedule_policy,
    };

    use super::run_behind_others;

    #[test]
    fn a_thread_gives_way_to_all_others_and_no_other_thread_does() {
        let idle = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
        let before = thread_schedule_policy().unwrap();
        let behind = std::thread::spawn(|| {
            run_behind_others();
            thread_schedule_policy()
        });
        assert_eq!(behind.join().unwrap().unwrap(), idle);
        assert_eq!(thread_schedule_policy().unwrap(), before);
    }
}
