//! The demo: two environments, linked, with sales flowing, on one machine and without configuration. It
//! does everything through public doors (the environments' HTTP API, the service's commands), as a user
//! would, and judges the result by what both environments list.
//!
//! Not here: anything another room does already. The demo never opens a store or a world.

pub mod desk;
pub mod judge;
pub mod office;

#[cfg(test)]
mod worlds;
