//! The memory of this process.

/// Has every freed buffer of at least 64 KiB returned to the system at once. glibc keeps what was freed for the next
/// use: right for a program that ends soon, and megabytes for nothing in one that waits most of its life.
pub fn return_freed_memory() {
    #[cfg(target_env = "gnu")]
    {
        const LARGE: i32 = 64 * 1024;
        // SAFETY: sets two numbers of the allocator, which stays as usable as before if it refuses them.
        #[expect(unsafe_code, reason = "std has no settings for the allocator")]
        let set = unsafe {
            [libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE), libc::mallopt(libc::M_TRIM_THRESHOLD, LARGE)]
        };
        if set.contains(&0) {
            tracing::warn!("the allocator keeps freed memory");
        }
    }
}
