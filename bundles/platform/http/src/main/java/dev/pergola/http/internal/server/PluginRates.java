package dev.pergola.http.internal.server;

import dev.pergola.http.internal.api.Principal;
import dev.pergola.http.internal.api.Problem;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.telemetry.MetricFamily;
import dev.pergola.telemetry.MetricSource;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds plugins that use the API to so many requests in a time (R114): those with a token that was given to a plugin, and those that
 * say with {@value #HEADER} whose they are. The headers are those of draft-ietf-httpapi-ratelimit-headers-10.
 */
@Component(service = {PluginRates.class, MetricSource.class})
public final class PluginRates implements MetricSource {
    /** Which plugin makes a request, in its own words. */
    static final String HEADER = "X-Plugin-Id";

    private static final Logger LOG = LoggerFactory.getLogger(PluginRates.class);
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,255}");
    /** Who can name that many has no need to name the same one twice. */
    private static final int MOST_PLUGINS = 1_000;

    private final int requests;
    private final Duration window;
    private final TimeMeter time;
    private final AtomicLong refused = new AtomicLong();
    private final Map<String, Rate> rates = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Rate> eldest) {
            return size() > MOST_PLUGINS;
        }
    };

    /** As the operator set it. */
    @Activate
    public PluginRates(@Reference HttpSettings settings) {
        this(settings.pluginRequests(), settings.pluginWindow(), TimeMeter.SYSTEM_NANOTIME);
    }

    /** So many requests in a time; any number where it is 0. */
    PluginRates(int requests, Duration window, TimeMeter time) {
        this.requests = requests;
        this.window = window;
        this.time = time;
    }

    private static final class Rate {
        private final Bucket bucket;
        /** Whether it has been said that there were too many. */
        private boolean told;

        Rate(Bucket bucket) {
            this.bucket = bucket;
        }
    }

    /**
     * Counts a request where a plugin makes it, and ends it where there were too many.
     *
     * @param header what it says whose it is
     * @param answer takes the headers of its answer
     */
    void count(Principal principal, @Nullable String header, BiConsumer<String, String> answer) {
        if (requests == 0 || !principal.known()) return;
        Optional<String> plugin = principal.plugin().or(() -> named(header));
        if (plugin.isEmpty()) return;
        ConsumptionProbe probe = consumed(plugin.get());
        answer.accept("RateLimit-Policy", "\"plugin\";q=" + requests + ";w=" + window.toSeconds());
        answer.accept(
                "RateLimit",
                "\"plugin\";r=" + probe.getRemainingTokens() + ";t=" + seconds(probe.getNanosToWaitForReset()));
        if (!probe.isConsumed()) throw tooMany(plugin.get(), seconds(probe.getNanosToWaitForRefill()));
    }

    private static Optional<String> named(@Nullable String header) {
        if (header == null || header.isBlank()) return Optional.empty();
        String id = header.strip();
        if (ID.matcher(id).matches()) return Optional.of(id);
        throw ProblemException.of(
                ProblemType.INVALID_REQUEST,
                "The header " + HEADER + " is no id of a plugin: 1 to 255 letters, digits and any of . _ -");
    }

    private ConsumptionProbe consumed(String plugin) {
        synchronized (rates) {
            Rate rate = rates.computeIfAbsent(plugin, id -> new Rate(bucket()));
            ConsumptionProbe probe = rate.bucket.tryConsumeAndReturnRemaining(1);
            if (!probe.isConsumed()) refused.incrementAndGet();
            if (!probe.isConsumed() && !rate.told)
                LOG.warn(
                        "The plugin {} has made more than {} requests to the API in {} minutes: no more until that is over",
                        plugin,
                        requests,
                        window.toMinutes());
            rate.told = !probe.isConsumed();
            return probe;
        }
    }

    /** Of how many plugins it knows what they have used. */
    int known() {
        synchronized (rates) {
            return rates.size();
        }
    }

    /** All that there are to be had again at once, as the window ends: so there are never more in one. */
    private Bucket bucket() {
        Bandwidth limit = Bandwidth.builder()
                .capacity(requests)
                .refillIntervally(requests, window)
                .build();
        return Bucket.builder().addLimit(limit).withCustomTimePrecision(time).build();
    }

    private static long seconds(long nanos) {
        return Duration.ofNanos(nanos).plusSeconds(1).minusNanos(1).toSeconds();
    }

    private ProblemException tooMany(String plugin, long seconds) {
        return new ProblemException(Problem.of(
                                ProblemType.TOO_MANY_REQUESTS,
                                "The plugin " + plugin + " may make " + requests + " requests in " + window.toMinutes()
                                        + " minutes, and has made them. Wait " + seconds
                                        + " s. The operator sets http.plugin-requests and http.plugin-requests-minutes.")
                        .with("plugin", plugin)
                        .with("limit", requests))
                .header("Retry-After", Long.toString(seconds));
    }

    @Override
    public List<MetricFamily> metrics() {
        return List.of(MetricFamily.of(
                "pergola_http_plugin_requests_refused_total",
                "Requests to the API that were refused as a plugin had made too many.",
                MetricFamily.Type.COUNTER,
                refused.get()));
    }
}
