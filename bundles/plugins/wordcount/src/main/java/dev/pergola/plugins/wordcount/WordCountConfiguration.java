package dev.pergola.plugins.wordcount;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What the operator can set. The form, the checks and the JSON Schema come from here. */
@ObjectClassDefinition(name = "Word count", description = "How texts are counted.")
public @interface WordCountConfiguration {
    /** How many of the most frequent words are listed. */
    @AttributeDefinition(
            name = "Top words",
            description = "How many of the most frequent words are listed.",
            min = "0",
            max = "1000")
    int topWords() default 10;

    /** Whether {@code Whale} and {@code whale} are one word. */
    @AttributeDefinition(name = "Ignore case", description = "Whether Whale and whale are one word.")
    boolean ignoreCase() default true;

    /** Words that are counted, but not listed among the most frequent. */
    @AttributeDefinition(
            name = "Stop words",
            description = "Words that are counted, but not listed among the most frequent.",
            required = false)
    String[] stopWords() default {};

    /** Reading speed. */
    @AttributeDefinition(
            name = "Words per minute",
            description = "Reading speed for the reading time; 238 is an adult's average for English prose.",
            min = "50",
            max = "2000")
    int wordsPerMinute() default 238;
}
