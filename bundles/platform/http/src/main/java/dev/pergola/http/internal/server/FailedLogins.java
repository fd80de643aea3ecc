package dev.pergola.http.internal.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Brakes those who try tokens: after some failures in a minute, an address only gets told to wait. A valid token always
 * passes, so nobody can lock out others who come from the same address. Remembers a bounded number of addresses.
 */
final class FailedLogins {
    static final int MOST_FAILURES = 10;
    static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_ADDRESSES = 1000;

    private final Clock clock;
    private final Map<String, Window> windows = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    FailedLogins(Clock clock) {
        this.clock = clock;
    }

    /** Notes a failure; gives how long to wait, zero where the brake is not on. */
    synchronized Duration failed(String address) {
        Instant now = clock.instant();
        Window window = windows.get(address);
        if (window == null || !window.isOn(now)) window = new Window(now, 0);
        window = new Window(window.begin, Math.min(window.failures + 1, MOST_FAILURES + 1));
        windows.put(address, window);
        return window.failures <= MOST_FAILURES ? Duration.ZERO : Duration.between(now, window.begin.plus(WINDOW));
    }

    private record Window(Instant begin, int failures) {
        /** One that begins later than now is of before the clock was set back, and would last until it is there again. */
        boolean isOn(Instant now) {
            return !now.isBefore(begin) && now.isBefore(begin.plus(WINDOW));
        }
    }
}
