/* Kills the process at the n-th call that changes a file of the store: before the call, half-way through a
 * write, or after it; or lets that call fail. Preloaded by the crash tests; not part of koppel.
 *
 * KOPPEL_SHIM_DIR   only files whose path starts with this count
 * KOPPEL_SHIM_AT    which call, from 1
 * KOPPEL_SHIM_MODE  before | torn (counts writes only) | after | io | full: the call fails with EIO or ENOSPC;
 *                   io-on | full-on: and so does every later one
 *                   stall: the call never comes back
 *                   record: nothing happens, and every call is written down with its bytes in KOPPEL_SHIM_LOG,
 *                   and with them what is said on the standard output: what a power cut may leave
 * KOPPEL_SHIM_GATE  calls count from when this file is there
 * KOPPEL_SHIM_LOG   gets a line for each call that counts: its name
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum mode { OFF, BEFORE, TORN, AFTER, FAILS, STALLS, RECORD };
/* What becomes of a call. */
enum fate { DONE, KILLED, FAILED, RECORDED };

static atomic_long calls;
static long kill_at;
static enum mode mode;
static const char *folder, *gate;
static int told = -1, error_number, goes_on;
static size_t folder_length;

__attribute__((constructor)) static void begin(void) {
    const char *at = getenv("KOPPEL_SHIM_AT"), *how = getenv("KOPPEL_SHIM_MODE");
    const char *log = getenv("KOPPEL_SHIM_LOG");
    folder = getenv("KOPPEL_SHIM_DIR");
    gate = getenv("KOPPEL_SHIM_GATE");
    if (!at || !how || !folder) return;
    folder_length = strlen(folder);
    kill_at = atol(at);
    if (log) told = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    error_number = how[0] == 'f' ? ENOSPC : EIO;
    goes_on = strstr(how, "-on") != NULL;
    mode = how[0] == 'b' ? BEFORE : how[0] == 't' ? TORN : how[0] == 'a' ? AFTER : how[0] == 's' ? STALLS
         : how[0] == 'r' ? RECORD : FAILS;
}

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static int ours(const char *path) { return mode != OFF && strncmp(path, folder, folder_length) == 0; }

static int ours_fd(int fd) {
    char link[64], path[4096];
    if (mode == OFF) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return ours(path);
}

/* Where a path starts from an open folder, that folder tells; the working folder is never the store's. */
static int ours_at(int at, const char *path) { return path[0] == '/' ? ours(path) : ours_fd(at); }

static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;

/* Writes a call down: kind, offset, and three pieces, each after its length. */
static void record(char kind, const char *path, const char *other, off_t at, const void *bytes, size_t length) {
    struct { uint32_t kind, path, other, length; int64_t at; } head = {
        kind, strlen(path), strlen(other), length, at
    };
    struct iovec pieces[] = {
        {&head, sizeof head}, {(void *)path, head.path}, {(void *)other, head.other}, {(void *)bytes, length}
    };
    int keep = errno;
    syscall(SYS_writev, told, pieces, 4);
    errno = keep;
}

static void record_fd(char kind, int fd, off_t at, const void *bytes, size_t length) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t found = readlink(link, path, sizeof path - 1);
    path[found < 0 ? 0 : found] = 0;
    record(kind, path, "", at, bytes, length);
}

static void record_at(char kind, int at, const char *path) {
    if (path[0] == '/') record(kind, path, "", 0, "", 0);
    else record_fd(kind, at, 0, path, strlen(path));
}

/* What becomes of a call that is about to be made. */
static enum fate fate_of(int is_ours, int is_write, const char *name) {
    if (!is_ours || (mode == TORN && !is_write)) return DONE;
    if (gate && syscall(SYS_faccessat, AT_FDCWD, gate, F_OK) != 0) return DONE;
    if (mode == RECORD) {
        /* Until it is written down: calls stand in the order in which they were made. */
        pthread_mutex_lock(&one);
        return RECORDED;
    }
    if (told >= 0) {
        char line[64];
        syscall(SYS_write, told, line, snprintf(line, sizeof line, "%s\n", name));
    }
    long call = atomic_fetch_add(&calls, 1) + 1;
    if (call == kill_at && mode == BEFORE) die();
    while (call == kill_at && mode == STALLS) pause();
    if (mode == FAILS) return call == kill_at || (goes_on && call > kill_at) ? FAILED : DONE;
    return call == kill_at ? KILLED : DONE;
}
#define counted(is_ours, is_write) fate_of(is_ours, is_write, __func__)

#define REAL(name) \
    static __typeof__(name) *real; \
    if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

/* Makes the call and ends as it is its fate to; `recording` writes down what was `done`. */
#define FINISH(counting, result, recording) \
    do { \
        enum fate fate = (counting); \
        if (fate == FAILED) { \
            errno = error_number; \
            return -1; \
        } \
        __typeof__(result) done = (result); \
        if (fate == KILLED) die(); \
        if (fate == RECORDED) { \
            if (done >= 0) recording; \
            pthread_mutex_unlock(&one); \
        } \
        return done; \
    } while (0)

ssize_t write(int fd, const void *bytes, size_t length) {
    REAL(write);
    enum fate hit = counted(ours_fd(fd) || (mode == RECORD && fd == 1), 1);
    if (hit == KILLED && mode == TORN) length /= 2;
    FINISH(hit, real(fd, bytes, length),
           record_fd(fd == 1 ? 'A' : 'W', fd, fd == 1 ? 0 : lseek(fd, 0, SEEK_CUR) - done, bytes, done));
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
    REAL(pwrite);
    enum fate hit = counted(ours_fd(fd), 1);
    if (hit == KILLED && mode == TORN) length /= 2;
    FINISH(hit, real(fd, bytes, length, at), record_fd('W', fd, at, bytes, done));
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
    REAL(pwrite64);
    enum fate hit = counted(ours_fd(fd), 1);
    if (hit == KILLED && mode == TORN) length /= 2;
    FINISH(hit, real(fd, bytes, length, at), record_fd('W', fd, at, bytes, done));
}

/* A torn call of many pieces writes the first of them. */
#define PIECES(name, ...) \
    REAL(name); \
    enum fate hit = counted(ours_fd(fd), 1); \
    if (hit == KILLED && mode == TORN && count > 1) count = 1; \
    FINISH(hit, real(fd, pieces, count, ##__VA_ARGS__), record_fd('?', fd, 0, "", 0))

ssize_t writev(int fd, const struct iovec *pieces, int count) { PIECES(writev); }
ssize_t pwritev(int fd, const struct iovec *pieces, int count, off_t at) { PIECES(pwritev, at); }
ssize_t pwritev64(int fd, const struct iovec *pieces, int count, off64_t at) { PIECES(pwritev64, at); }

int fallocate(int fd, int how, off_t at, off_t length) {
    REAL(fallocate);
    FINISH(counted(ours_fd(fd), 0), real(fd, how, at, length), record_fd('F', fd, at + length, "", 0));
}

int fallocate64(int fd, int how, off64_t at, off64_t length) {
    REAL(fallocate64);
    FINISH(counted(ours_fd(fd), 0), real(fd, how, at, length), record_fd('F', fd, at + length, "", 0));
}

int fsync(int fd) {
    REAL(fsync);
    FINISH(counted(ours_fd(fd), 0), real(fd), record_fd('S', fd, 0, "", 0));
}

int fdatasync(int fd) {
    REAL(fdatasync);
    FINISH(counted(ours_fd(fd), 0), real(fd), record_fd('S', fd, 0, "", 0));
}

int sync_file_range(int fd, off64_t from, off64_t length, unsigned flags) {
    REAL(sync_file_range);
    FINISH(counted(ours_fd(fd), 0), real(fd, from, length, flags), (void)0);
}

int ftruncate(int fd, off_t length) {
    REAL(ftruncate);
    FINISH(counted(ours_fd(fd), 0), real(fd, length), record_fd('T', fd, length, "", 0));
}

int ftruncate64(int fd, off64_t length) {
    REAL(ftruncate64);
    FINISH(counted(ours_fd(fd), 0), real(fd, length), record_fd('T', fd, length, "", 0));
}

int rename(const char *from, const char *to) {
    REAL(rename);
    FINISH(counted(ours(from), 0), real(from, to), record('R', from, to, 0, "", 0));
}

int unlink(const char *path) {
    REAL(unlink);
    FINISH(counted(ours(path), 0), real(path), record('U', path, "", 0, "", 0));
}

int rmdir(const char *path) {
    REAL(rmdir);
    FINISH(counted(ours(path), 0), real(path), record('U', path, "", 0, "", 0));
}

int renameat(int from_at, const char *from, int to_at, const char *to) {
    REAL(renameat);
    FINISH(counted(ours_at(from_at, from), 0), real(from_at, from, to_at, to), record('R', from, to, 0, "", 0));
}

int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned how) {
    REAL(renameat2);
    FINISH(counted(ours_at(from_at, from), 0), real(from_at, from, to_at, to, how), record('R', from, to, how, "", 0));
}

int unlinkat(int at, const char *path, int how) {
    REAL(unlinkat);
    FINISH(counted(ours_at(at, path), 0), real(at, path, how), record_at('U', at, path));
}

int mkdir(const char *path, mode_t how) {
    REAL(mkdir);
    FINISH(counted(ours(path), 0), real(path, how), record('M', path, "", 0, "", 0));
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        REAL(name); \
        va_list rest; \
        va_start(rest, flags); \
        mode_t how = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        FINISH(counted((flags & O_CREAT) && ours(path), 0), real(path, flags, how), \
               record('C', path, "", (flags & O_TRUNC) != 0, "", 0)); \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
    int name(int at, const char *path, int flags, ...) { \
        REAL(name); \
        va_list rest; \
        va_start(rest, flags); \
        mode_t how = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        FINISH(counted((flags & O_CREAT) && ours_at(at, path), 0), real(at, path, flags, how), \
               record_at('C', at, path)); \
    }
OPENAT(openat)
OPENAT(openat64)
