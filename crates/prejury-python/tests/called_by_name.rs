//! Algorithms that a candidate calls through their name.

use prejury_python::{analyse, parse};

#[test]
fn algorithms_called_through_their_name_are_those_algorithms() {
    let code = "
from sklearn import cluster
from sklearn.cluster import DBSCAN, KMeans
def fit(name, data):
    globals()[name]().fit(data)
fit('KMeans', data)
for name in ['DBSCAN', 'KMeans']:
    eval(name)(3)
def member(name):
    return getattr(cluster, name)()
member('Birch')
eval('KMeans(4)')
globals()[unknown]()
";
    let facts = analyse(vec![parse("a.py".into(), code.as_bytes())]);
    let mut made: Vec<&str> = facts
        .calls
        .iter()
        .filter(|call| call.callee.starts_with("sklearn.") && !call.is_attribute)
        .map(|call| &*call.callee)
        .collect();
    made.sort_unstable();
    assert_eq!(
        made,
        [
            "sklearn.cluster.Birch",
            "sklearn.cluster.DBSCAN",
            "sklearn.cluster.KMeans",
            "sklearn.cluster.KMeans",
            "sklearn.cluster.KMeans.fit",
        ]
    );
}
