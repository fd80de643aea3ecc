package dev.pergola.sandbox.internal.containment;

import java.util.List;
import java.util.Optional;

/**
 * The numbers of the system calls that a filter is about, on one kind of processor (Linux, {@code asm/unistd.h}).
 *
 * @param architecture what the kernel calls the processor ({@code AUDIT_ARCH})
 * @param foreign from this number on there are calls of another kind, which the filter knows nothing of
 * @param forks makes a process, whatever its arguments
 * @param cloneCall {@code clone}: makes a thread or a process, by its first argument
 * @param clone3 the same, by arguments that a filter cannot see
 * @param socket makes a socket, of the family that its first argument says
 * @param denied what no plugin needs: mounting, tracing, name spaces, keys, modules, clocks, …
 */
record SystemCalls(
        int architecture,
        int foreign,
        List<Integer> forks,
        int cloneCall,
        int clone3,
        int socket,
        List<Integer> denied) {

    private static final int X86_64 = 0xC000003E;
    private static final int AARCH64 = 0xC00000B7;
    /** Those of the x32 ABI have this bit. */
    private static final int X32 = 0x40000000;

    private static final int FIRST_UNUSED = 0x10000;

    /** The same number everywhere, as all since 2019. */
    private static final List<Integer> RECENT = List.of(
            // io_uring_setup, io_uring_enter, io_uring_register: they do what others may not, without being those
            425,
            426,
            427,
            // open_tree, move_mount, fsopen, fsconfig, fsmount, fspick
            428,
            429,
            430,
            431,
            432,
            433,
            // pidfd_getfd, process_madvise, mount_setattr, quotactl_fd, memfd_secret, process_mrelease
            438,
            440,
            442,
            443,
            447,
            448);

    /** Those of the processor that this runs on, where they are known. */
    static Optional<SystemCalls> ofThisProcessor() {
        return switch (System.getProperty("os.arch", "")) {
            case "amd64", "x86_64" ->
                Optional.of(new SystemCalls(
                        X86_64,
                        X32,
                        // fork, vfork
                        List.of(57, 58),
                        56,
                        435,
                        41,
                        List.of(
                                // ptrace, process_vm_readv, process_vm_writev, kcmp, perf_event_open
                                101,
                                310,
                                311,
                                312,
                                298,
                                // mount, umount2, pivot_root, chroot, swapon, swapoff, quotactl
                                165,
                                166,
                                155,
                                161,
                                167,
                                168,
                                179,
                                // unshare, setns, open_by_handle_at, name_to_handle_at
                                272,
                                308,
                                304,
                                303,
                                // bpf, userfaultfd, add_key, request_key, keyctl
                                321,
                                323,
                                248,
                                249,
                                250,
                                // init_module, finit_module, delete_module, kexec_load, kexec_file_load, reboot
                                175,
                                313,
                                176,
                                246,
                                320,
                                169,
                                // sethostname, setdomainname, iopl, ioperm, acct, syslog, personality, vhangup
                                170,
                                171,
                                172,
                                173,
                                163,
                                103,
                                135,
                                153,
                                // settimeofday, clock_settime, adjtimex, clock_adjtime, lookup_dcookie, uselib
                                164,
                                227,
                                159,
                                305,
                                212,
                                134)));
            case "aarch64" ->
                Optional.of(new SystemCalls(
                        AARCH64,
                        FIRST_UNUSED,
                        List.of(),
                        220,
                        435,
                        198,
                        List.of(
                                // ptrace, process_vm_readv, process_vm_writev, kcmp, perf_event_open
                                117,
                                270,
                                271,
                                272,
                                241,
                                // mount, umount2, pivot_root, chroot, swapon, swapoff, quotactl
                                40,
                                39,
                                41,
                                51,
                                224,
                                225,
                                60,
                                // unshare, setns, open_by_handle_at, name_to_handle_at
                                97,
                                268,
                                265,
                                264,
                                // bpf, userfaultfd, add_key, request_key, keyctl
                                280,
                                282,
                                217,
                                218,
                                219,
                                // init_module, finit_module, delete_module, kexec_load, kexec_file_load, reboot
                                105,
                                273,
                                106,
                                104,
                                294,
                                142,
                                // sethostname, setdomainname, acct, syslog, personality, vhangup
                                161,
                                162,
                                89,
                                116,
                                92,
                                58,
                                // settimeofday, clock_settime, adjtimex, clock_adjtime, lookup_dcookie
                                170,
                                112,
                                171,
                                266,
                                18)));
            default -> Optional.empty();
        };
    }

    /** All that is denied whatever the arguments. */
    List<Integer> deniedAlways() {
        return java.util.stream.Stream.of(forks, denied, RECENT)
                .flatMap(List::stream)
                .toList();
    }
}
