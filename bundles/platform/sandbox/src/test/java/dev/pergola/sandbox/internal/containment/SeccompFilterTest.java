package dev.pergola.sandbox.internal.containment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the filter says of system calls, as the kernel would work it out; that the kernel takes it is seen in a real box. */
class SeccompFilterTest {
    private static final int ALLOW = 0x7fff0000;
    private static final int NOT_PERMITTED = 0x00050001;
    private static final int NOT_THERE = 0x00050000 | 38;
    private static final int KILL = 0x80000000;
    private static final int THREAD = 0x003d0f00;

    private SystemCalls calls;
    private byte[] filter;

    @BeforeEach
    void filter() {
        assumeTrue(SystemCalls.ofThisProcessor().isPresent(), "no filter is written for this processor");
        calls = SystemCalls.ofThisProcessor().orElseThrow();
        filter = SeccompFilter.of(calls);
    }

    private int says(int number, int architecture, int first) {
        ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
        data.putInt(0, number).putInt(4, architecture).putInt(16, first);
        ByteBuffer program = ByteBuffer.wrap(filter).order(ByteOrder.nativeOrder());
        int accumulator = 0;
        for (int at = 0; ; at++) {
            int code = program.getShort(at * 8);
            int ifTrue = Byte.toUnsignedInt(program.get(at * 8 + 2));
            int ifFalse = Byte.toUnsignedInt(program.get(at * 8 + 3));
            int value = program.getInt(at * 8 + 4);
            switch (code) {
                case 0x20 -> accumulator = data.getInt(value);
                case 0x15 -> at += accumulator == value ? ifTrue : ifFalse;
                case 0x35 -> at += Integer.compareUnsigned(accumulator, value) >= 0 ? ifTrue : ifFalse;
                case 0x45 -> at += (accumulator & value) != 0 ? ifTrue : ifFalse;
                case 0x06 -> {
                    return value;
                }
                default -> throw new AssertionError("The kernel knows no such step: " + code);
            }
        }
    }

    private int says(int number, int first) {
        return says(number, calls.architecture(), first);
    }

    @Test
    void whatNobodyNeedsIsNotPermitted() {
        for (int denied : calls.deniedAlways()) assertThat(says(denied, 0)).isEqualTo(NOT_PERMITTED);
    }

    @Test
    void aThreadIsMadeAndAProcessIsNot() {
        assertThat(says(calls.cloneCall(), THREAD)).isEqualTo(ALLOW);
        assertThat(says(calls.cloneCall(), 0x11)).isEqualTo(NOT_PERMITTED);
        assertThat(says(calls.clone3(), 0)).isEqualTo(NOT_THERE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10})
    void socketsOfTheUsualFamiliesAreMade(int family) {
        assertThat(says(calls.socket(), family)).isEqualTo(ALLOW);
    }

    /** AF_NETLINK, AF_PACKET, AF_ALG, AF_VSOCK. */
    @ParameterizedTest
    @ValueSource(ints = {16, 17, 38, 40})
    void thoseOfOthersAreNot(int family) {
        assertThat(says(calls.socket(), family)).isEqualTo(NOT_PERMITTED);
    }

    @Test
    void anotherAbiEndsTheProcess() {
        assertThat(says(1, 0x40000003, 0)).isEqualTo(KILL);
        assertThat(says(calls.foreign() + 1, 0)).isEqualTo(KILL);
    }

    @Test
    void allElseIsAllowed() {
        // read, and a call that is newer than the filter
        assertThat(says(0, 0)).isEqualTo(ALLOW);
        assertThat(says(470, 0)).isEqualTo(ALLOW);
    }
}
