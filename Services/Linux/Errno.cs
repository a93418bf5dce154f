namespace Services.Linux;

/// <summary>Linux error numbers (errno(3)), positive; a system call returns them negated.</summary>
public enum Errno
{
    OK = 0, EPERM = 1, ENOENT = 2, ESRCH = 3, EINTR = 4, EIO = 5, ENXIO = 6, E2BIG = 7, ENOEXEC = 8, EBADF = 9, ECHILD = 10, EAGAIN = 11, ENOMEM = 12,
    EACCES = 13, EFAULT = 14, ENOTBLK = 15, EBUSY = 16, EEXIST = 17, EXDEV = 18, ENODEV = 19, ENOTDIR = 20, EISDIR = 21, EINVAL = 22, ENFILE = 23,
    EMFILE = 24, ENOTTY = 25, ETXTBSY = 26, EFBIG = 27, ENOSPC = 28, ESPIPE = 29, EROFS = 30, EMLINK = 31, EPIPE = 32, EDOM = 33, ERANGE = 34,
    EDEADLK = 35, ENAMETOOLONG = 36, ENOLCK = 37, ENOSYS = 38, ENOTEMPTY = 39, ELOOP = 40, ENODATA = 61, ETIME = 62, EOVERFLOW = 75, ELIBBAD = 80, EILSEQ = 84,
    EUSERS = 87, ENOTSOCK = 88, EDESTADDRREQ = 89, EMSGSIZE = 90, EPROTOTYPE = 91, ENOPROTOOPT = 92, EPROTONOSUPPORT = 93, ESOCKTNOSUPPORT = 94,
    EOPNOTSUPP = 95, EPFNOSUPPORT = 96, EAFNOSUPPORT = 97, EADDRINUSE = 98, EADDRNOTAVAIL = 99, ENETDOWN = 100, ENETUNREACH = 101, ECONNABORTED = 103,
    ECONNRESET = 104, ENOBUFS = 105, EISCONN = 106, ENOTCONN = 107, ETIMEDOUT = 110, ECONNREFUSED = 111, EALREADY = 114, EINPROGRESS = 115, ESTALE = 116,
    /// <summary>Internal: restart the call after the signal handler when SA_RESTART says so, else EINTR.</summary>
    ERESTARTSYS = 512,
    /// <summary>Internal: restart the call always, handler or not.</summary>
    ERESTARTNOINTR = 513,
    /// <summary>Internal: restart the call when no handler runs, else EINTR whatever SA_RESTART says (poll, select, pause).</summary>
    ERESTARTNOHAND = 514,
    /// <summary>Internal: when no handler runs, continue with the thread's restart block (calls with a relative timeout), else EINTR.</summary>
    ERESTART_RESTARTBLOCK = 516,
}
