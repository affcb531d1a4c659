//! Work of very different sizes, shared out between threads so that none is left with a long piece at the end.

use std::cmp::Reverse;

use rayon::prelude::*;

/// Runs every item, those of the greatest `cost` first: each thread takes the next one when it is free. Results are in the
/// order of the items.
pub(crate) fn run<T: Sync, R: Send>(
    items: &[T],
    cost: impl Fn(&T) -> u64,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|at| Reverse(cost(&items[*at])));
    let mut results: Vec<(usize, R)> = order
        .into_iter()
        .par_bridge()
        .map(|at| (at, work(&items[at])))
        .collect();
    results.sort_unstable_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    #[test]
    fn the_greatest_come_first_and_results_keep_their_order() {
        let items: Vec<u64> = (0..1_000).map(|number| number * 7 % 1_000).collect();
        let begun = Mutex::new(Vec::new());
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build();
        let results = alone.unwrap().install(|| {
            super::run(
                &items,
                |item| *item,
                |item| {
                    begun.lock().unwrap().push(*item);
                    *item
                },
            )
        });
        assert_eq!(results, items);
        assert!(begun.into_inner().unwrap().is_sorted_by(|a, b| a >= b));
        assert!(super::run::<u64, u64>(&[], |item| *item, |item| *item).is_empty());
    }
}
