package dev.pergola.sandbox.internal.containment;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The filter for system calls that a sandbox runs under, as the kernel takes it: a program of classic BPF over
 * {@code struct seccomp_data} (Linux, {@code seccomp(2)}). What is denied fails as not permitted, so that Java says so in an
 * exception; what is called through another ABI than the processor's own ends the process.
 *
 * <p>It lists what is denied rather than what is allowed, as what a JVM calls differs from one to the next. Nobody forks: a
 * thread is made, a process is not. Starting another program in place of itself stays possible, as the sandbox's own start
 * is just that; whoever does it loses the link with it, and is ended.
 */
final class SeccompFilter {
    private static final int LOAD = 0x20;
    private static final int EQUAL = 0x15;
    private static final int AT_LEAST = 0x35;
    private static final int ANY_BIT = 0x45;
    private static final int RETURN = 0x06;

    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;
    private static final int FIRST_ARGUMENT = 16;

    private static final int ALLOW = 0x7fff0000;
    private static final int KILL = 0x80000000;
    private static final int FAIL = 0x00050000;
    private static final int NOT_PERMITTED = FAIL | 1;
    private static final int NOT_THERE = FAIL | 38;

    private static final int CLONE_THREAD = 0x00010000;
    /** AF_UNIX, AF_INET, AF_INET6; not those that lead out of any network name space, or into the kernel. */
    private static final List<Integer> FAMILIES = List.of(1, 2, 10);

    private final ByteBuffer program = ByteBuffer.allocate(4_096).order(ByteOrder.nativeOrder());

    private SeccompFilter() {}

    /** The program's bytes. */
    static byte[] of(SystemCalls calls) {
        SeccompFilter filter = new SeccompFilter();
        filter.write(calls);
        byte[] bytes = new byte[filter.program.position()];
        filter.program.flip();
        filter.program.get(bytes);
        return bytes;
    }

    private void write(SystemCalls calls) {
        step(LOAD, 0, 0, ARCHITECTURE);
        step(EQUAL, 1, 0, calls.architecture());
        step(RETURN, 0, 0, KILL);
        step(LOAD, 0, 0, NUMBER);
        step(AT_LEAST, 0, 1, calls.foreign());
        step(RETURN, 0, 0, KILL);
        for (int denied : calls.deniedAlways()) {
            step(EQUAL, 0, 1, denied);
            step(RETURN, 0, 0, NOT_PERMITTED);
        }
        // Whoever has it not makes threads by the one whose arguments can be seen.
        step(EQUAL, 0, 1, calls.clone3());
        step(RETURN, 0, 0, NOT_THERE);
        step(EQUAL, 0, 4, calls.cloneCall());
        step(LOAD, 0, 0, FIRST_ARGUMENT);
        step(ANY_BIT, 1, 0, CLONE_THREAD);
        step(RETURN, 0, 0, NOT_PERMITTED);
        step(RETURN, 0, 0, ALLOW);
        step(EQUAL, 0, FAMILIES.size() + 3, calls.socket());
        step(LOAD, 0, 0, FIRST_ARGUMENT);
        for (int i = 0; i < FAMILIES.size(); i++) step(EQUAL, FAMILIES.size() - i, 0, FAMILIES.get(i));
        step(RETURN, 0, 0, NOT_PERMITTED);
        step(RETURN, 0, 0, ALLOW);
        step(RETURN, 0, 0, ALLOW);
    }

    /** {@code struct sock_filter}. */
    private void step(int code, int ifTrue, int ifFalse, int value) {
        program.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(value);
    }
}
