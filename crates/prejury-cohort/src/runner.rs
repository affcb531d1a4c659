//! Submissions side by side: a fixed number in flight, each with threads of its own, so that one that hangs or panics
//! leaves the others alone.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use prejury_core::caught;

/// How one job ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done<T> {
    Finished(T),
    Panicked(String),
    TimedOut,
}

/// How many jobs at once, and for how long each.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// In flight at most: memory grows with it and with nothing else.
    pub workers: usize,
    /// Threads of each job's own pool.
    pub threads: usize,
    pub limit: Duration,
}

impl Pace {
    /// One job for each core, or all cores for one job. `cores` is how many may be used, all of them when it is not said.
    pub fn for_jobs(jobs: usize, cores: Option<usize>, limit: Duration) -> Self {
        let all = || thread::available_parallelism().map_or(1, usize::from);
        let cores = cores.unwrap_or_else(all).max(1);
        let workers = cores.min(jobs).max(1);
        Self {
            workers,
            threads: (cores / workers).max(1),
            limit,
        }
    }
}

/// Tells a job that its time is over and that nobody waits for it any more.
#[derive(Debug, Clone, Default)]
pub struct Deadline(Arc<AtomicBool>);

impl Deadline {
    pub fn is_over(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn pass(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

type Job<T> = Arc<dyn Fn(usize, &Deadline) -> T + Send + Sync>;

/// A thread that takes jobs one after the other.
struct Worker {
    jobs: Sender<(usize, Deadline)>,
}

/// The job that a worker is at.
struct Running {
    job: usize,
    since: Instant,
    deadline: Deadline,
}

struct Ended<T> {
    worker: usize,
    job: usize,
    how: Done<T>,
}

/// Runs the jobs 0 to `n`, telling `done` of each on this thread, in the order in which they end. A job over its time is told
/// so and left to itself, and a new worker takes its place. `done` gives false to stop.
pub fn run_all<T: Send + 'static>(
    n: usize,
    pace: Pace,
    job: Job<T>,
    mut done: impl FnMut(usize, Done<T>) -> bool,
) {
    let (ended, results) = channel::<Ended<T>>();
    let mut workers: HashMap<usize, Worker> = HashMap::new();
    let mut running: HashMap<usize, Running> = HashMap::new();
    let mut next_worker = 0;
    let mut next_job = 0;
    loop {
        while running.len() < pace.workers && next_job < n {
            let idle = workers.keys().find(|id| !running.contains_key(id)).copied();
            let id = idle.unwrap_or_else(|| {
                next_worker += 1;
                workers.insert(next_worker, start(next_worker, pace, &job, &ended));
                next_worker
            });
            let job = Running {
                job: next_job,
                since: Instant::now(),
                deadline: Deadline::default(),
            };
            let order = (next_job, job.deadline.clone());
            let sent = workers
                .get(&id)
                .is_some_and(|worker| worker.jobs.send(order).is_ok());
            if sent {
                running.insert(id, job);
            } else {
                // No thread could be had.
                workers.remove(&id);
                if !done(next_job, Done::Panicked("no thread".to_owned())) {
                    return;
                }
            }
            next_job += 1;
        }
        let Some(oldest) = running.values().map(|one| one.since).min() else {
            return;
        };
        let wait = (oldest + pace.limit).saturating_duration_since(Instant::now());
        match results.recv_timeout(wait) {
            // A worker that was given up may still end: its job has been told of.
            Ok(ended) => {
                if running.remove(&ended.worker).is_some() && !done(ended.job, ended.how) {
                    return;
                }
            }
            Err(RecvTimeoutError::Timeout) => {
                let late: Vec<usize> = running
                    .iter()
                    .filter(|(_, one)| one.since.elapsed() >= pace.limit)
                    .map(|(id, _)| *id)
                    .collect();
                for id in late {
                    workers.remove(&id);
                    if let Some(one) = running.remove(&id) {
                        one.deadline.pass();
                        if !done(one.job, Done::TimedOut) {
                            return;
                        }
                    }
                }
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

fn start<T: Send + 'static>(
    id: usize,
    pace: Pace,
    job: &Job<T>,
    ended: &Sender<Ended<T>>,
) -> Worker {
    let (jobs, inbox): (Sender<(usize, Deadline)>, Receiver<_>) = channel();
    let (job, ended) = (job.clone(), ended.clone());
    // Without a thread the inbox closes, which the sender sees.
    let _ = thread::Builder::new()
        .name(format!("submission-{id}"))
        .spawn(move || work(id, pace.threads, &job, &inbox, &ended));
    Worker { jobs }
}

fn work<T: Send>(
    worker: usize,
    threads: usize,
    job: &Job<T>,
    inbox: &Receiver<(usize, Deadline)>,
    ended: &Sender<Ended<T>>,
) {
    let Ok(pool) = rayon::ThreadPoolBuilder::new().num_threads(threads).build() else {
        return;
    };
    for (number, deadline) in inbox {
        // Inside the pool: that is where the job panics.
        let how = match pool.install(|| caught(|| job(number, &deadline))) {
            Ok(value) => Done::Finished(value),
            Err(message) => Done::Panicked(message),
        };
        let job = number;
        if ended.send(Ended { worker, job, how }).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    fn pace(workers: usize, limit: u64) -> Pace {
        Pace {
            workers,
            threads: 1,
            limit: Duration::from_millis(limit),
        }
    }

    fn all<T: Send + 'static>(n: usize, pace: Pace, job: Job<T>) -> Vec<(usize, Done<T>)> {
        let mut ends = Vec::new();
        run_all(n, pace, job, |number, how| {
            ends.push((number, how));
            true
        });
        ends.sort_by_key(|(number, _)| *number);
        ends
    }

    #[test]
    fn one_that_panics_or_hangs_hurts_no_other() {
        let ends = all(
            20,
            pace(2, 3_000),
            Arc::new(|n, _| {
                match n {
                    3 => panic!("broken"),
                    7 | 8 => thread::sleep(Duration::from_secs(60)),
                    _ => {}
                }
                n * 2
            }),
        );
        assert_eq!(ends.len(), 20);
        for (n, how) in ends {
            match n {
                3 => assert_eq!(how, Done::Panicked("broken".to_owned())),
                7 | 8 => assert_eq!(how, Done::TimedOut),
                _ => assert_eq!(how, Done::Finished(n * 2)),
            }
        }
    }

    #[test]
    fn a_job_learns_that_its_time_is_over() {
        let (ended, ends) = channel();
        let ended = std::sync::Mutex::new(ended);
        let job: Job<()> = Arc::new(move |n, deadline| {
            while n == 1 && !deadline.is_over() {
                thread::sleep(Duration::from_millis(5));
            }
            let _ = ended.lock().unwrap().send(n);
        });
        let done = all(3, pace(2, 500), job);
        assert_eq!(done[1], (1, Done::TimedOut));
        let mut all: Vec<usize> = ends.iter().take(3).collect();
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2]);
    }

    #[test]
    fn no_more_are_in_flight_than_allowed_and_a_stop_is_heeded() {
        static NOW: AtomicUsize = AtomicUsize::new(0);
        static MOST: AtomicUsize = AtomicUsize::new(0);
        let job: Job<()> = Arc::new(|_, _| {
            let now = NOW.fetch_add(1, Ordering::SeqCst) + 1;
            MOST.fetch_max(now, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(5));
            NOW.fetch_sub(1, Ordering::SeqCst);
        });
        assert_eq!(all(30, pace(3, 10_000), job.clone()).len(), 30);
        assert!(MOST.load(Ordering::SeqCst) <= 3);
        let mut told = 0;
        run_all(30, pace(2, 10_000), job, |_, _| {
            told += 1;
            told < 4
        });
        assert_eq!(told, 4);
    }
}
