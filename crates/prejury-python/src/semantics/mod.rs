//! What the usual libraries' calls yield: types and roles. Names only: nothing of them is imported.

mod names;
mod results;

pub(crate) use names::{canonical, conventional, dotted, hinted_roles, joined};
pub(crate) use results::{Shape, is_data_type, is_network, shape_of};
