package dev.pergola.vetting.internal.scan;

import dev.pergola.vetting.internal.code.Text;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What texts in code and in files give away. */
final class TextRules {
    static final Rule ENCODED = new Rule(
            "scan.payload.encoded",
            Level.BLOCK,
            "hides a program or an archive in a text",
            "Ship all code as classes of the jar");
    static final Rule MINER = new Rule(
            "scan.text.miner",
            Level.BLOCK,
            "speaks the words of programs that mine for coins",
            "Remove it; nobody runs this on a machine of others");
    static final Rule SENSITIVE = new Rule(
            "scan.text.sensitive",
            Level.HOLD,
            "names files or addresses that hold secrets of the machine",
            "Remove it, or explain to the operator what it is for");
    static final Rule SHELL =
            new Rule("scan.text.shell", Level.WARN, "names a command interpreter", "Remove it where it is not needed");
    static final Rule ADDRESS = new Rule(
            "scan.text.address",
            Level.WARN,
            "holds the bare address of another machine",
            "Use a name, and let the operator configure it");
    static final Rule SECRET = new Rule(
            "scan.text.secret",
            Level.HOLD,
            "carries a key or a token that everybody who has the jar can use",
            "Revoke it, and take it from the configuration");

    static final List<Rule> ALL = List.of(ENCODED, MINER, SENSITIVE, SHELL, ADDRESS, SECRET);

    /** How class files, zip archives, Windows and Linux programs and serialized objects begin, in base64. */
    private static final List<String> ENCODED_STARTS = List.of("yv66vg", "UEsDB", "TVqQAA", "TVpQAA", "f0VMR", "rO0AB");

    private static final int MIN_ENCODED = 40;
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_=-]+");
    private static final List<String> MINERS = List.of(
            "stratum+tcp://", "stratum+ssl://", "xmrig", "minergate", "cryptonight", "coinhive", "nicehash.com");
    private static final List<String> SECRETS_OF_THE_MACHINE = List.of(
            "/etc/passwd",
            "/etc/shadow",
            "/.ssh/",
            "id_rsa",
            "/.aws/credentials",
            "/proc/self/environ",
            "/proc/self/mem",
            "169.254.169.254",
            "metadata.google.internal",
            "/var/run/docker.sock",
            "/var/run/secrets/",
            "\\system32\\config\\sam");
    private static final Pattern SHELL_NAME = Pattern.compile(
            "(?:cmd\\.exe|powershell|pwsh|/bin/(?:ba|da|z|k)?sh|bash -i|[cw]script\\.exe|rundll32)(?![a-z0-9])|/dev/tcp/");
    private static final Pattern BARE_ADDRESS =
            Pattern.compile("[a-z+]{2,12}://(?:[^/@\\s]{0,64}@)?(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern TOKEN = Pattern.compile("\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b"
            + "|\\bgh[pousr]_[A-Za-z0-9]{36}|\\bgithub_pat_[A-Za-z0-9_]{50,}|\\bxox[baprs]-[A-Za-z0-9-]{20,}"
            + "|\\bglpat-[A-Za-z0-9_-]{20}|\\bsk_live_[A-Za-z0-9]{20,}|\\bAIza[A-Za-z0-9_-]{35}"
            + "|-----BEGIN (?:[A-Z]{2,8} )?PRIVATE KEY-----[\\sA-Za-z0-9+/=\\\\]{32,}");
    private static final List<String> TOKEN_HINTS =
            List.of("AKIA", "ASIA", "gh", "xox", "glpat-", "sk_live_", "AIza", "PRIVATE KEY-----");

    private TextRules() {}

    /** Tells of every rule that applies, with what is to be shown of the text. */
    static void look(Text text, BiConsumer<Rule, String> found) {
        String value = text.value();
        if (value.length() < 6) return;
        String lower = value.toLowerCase(Locale.ROOT);
        if (isEncoded(value, lower)) found.accept(ENCODED, excerpt(value));
        first(lower, MINERS).ifPresent(word -> found.accept(MINER, "the text \"" + word + "\""));
        first(lower, SECRETS_OF_THE_MACHINE).ifPresent(word -> found.accept(SENSITIVE, "the text \"" + word + "\""));
        Matcher shell = SHELL_NAME.matcher(lower);
        if (shell.find()) found.accept(SHELL, "the text \"" + shell.group() + "\"");
        if (lower.contains("://")) address(lower, found);
        if (TOKEN_HINTS.stream().anyMatch(value::contains)) {
            Matcher token = TOKEN.matcher(value);
            // The finding is kept and shown: it must not become another copy of the secret.
            if (token.find()) {
                String secret = token.group();
                found.accept(
                        SECRET, secret.substring(0, Math.min(secret.startsWith("-") ? 31 : 6, secret.length())) + "…");
            }
        }
    }

    private static boolean isEncoded(String value, String lower) {
        if (value.length() < MIN_ENCODED) return false;
        if (lower.startsWith("cafebabe0000") || lower.startsWith("4d5a9000") || lower.startsWith("7f454c46"))
            return true;
        return ENCODED_STARTS.stream().anyMatch(value::startsWith)
                && BASE64.matcher(value.substring(0, MIN_ENCODED)).matches();
    }

    private static void address(String lower, BiConsumer<Rule, String> found) {
        Matcher address = BARE_ADDRESS.matcher(lower);
        while (address.find()) {
            int first = Integer.parseInt(address.group(1));
            int second = Integer.parseInt(address.group(2));
            boolean own = first == 127
                    || first == 0
                    || first == 10
                    || first == 192 && second == 168
                    || first == 172 && second >= 16 && second < 32;
            if (!own) {
                found.accept(ADDRESS, address.group());
                return;
            }
        }
    }

    private static java.util.Optional<String> first(String text, List<String> words) {
        return words.stream().filter(text::contains).findFirst();
    }

    private static String excerpt(String value) {
        return "\"" + value.substring(0, 16) + "…\", " + value.length() + " characters";
    }
}
