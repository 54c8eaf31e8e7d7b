// Loads what `understudy export` wrote into llama.cpp and lets it continue the export's own samples.
//
//   node tests/llama-cpp/check.mjs FOLDER        a line of JSON for each GGUF file in it
//
// For each model file, and for each adapter laid over each base, it tells:
//   same       how many tokens a greedy continuation has in common with our engine's before it differs, of how many
//   likeliest  how many tokens of our replies llama.cpp finds likeliest after our own tokens, of how many
//   apart      mean difference of the log-probability of these tokens from what we computed from the file
//   words      whether llama.cpp cuts the prompts' words into our tokens
// Keys and values are kept in float32, as ours are. Exits with 1 when a file does not load.
import {readFileSync} from "node:fs";
import path from "node:path";
import {getLlama, LlamaLogLevel} from "node-llama-cpp";

const folder = process.argv[2];
const report = JSON.parse(readFileSync(path.join(folder, "export.json"), "utf8"));

// Only what npm has brought: nothing is compiled or fetched. One thread: several would spin against other work.
const llama = await getLlama({
    gpu: false, build: "never", skipDownload: true, progressLogs: false, maxThreads: 1, logLevel: LlamaLogLevel.error
});

async function check(file, adapter, item) {
    const model = await llama.loadModel({modelPath: path.join(folder, file), useMmap: true});
    const context = await model.createContext({
        contextSize: 512, sequences: 1, flashAttention: false,
        experimentalKvCacheKeyType: "F32", experimentalKvCacheValueType: "F32",
        ...(adapter == null ? {} : {lora: {adapters: [{filePath: path.join(folder, adapter), scale: 1}]}})
    });
    const sequence = context.getSequence();
    const result = {file, adapter, type: item.type, same: 0, likeliest: 0, of: 0, apart: 0, words: true};
    for (const [number, sample] of report.samples.entries()) {
        const reply = Array.from(sample.reply);
        await sequence.clearHistory();
        const said = [];
        for await (const token of sequence.evaluate(sample.prompt, {temperature: 0, yieldEogToken: true})) {
            said.push(token);
            if (said.length >= reply.length) break;
        }
        const other = reply.findIndex((token, i) => said[i] !== token);
        result.same += other < 0 ? reply.length : other;

        await sequence.clearHistory();
        const tokens = [...sample.prompt, ...reply];
        const first = sample.prompt.length - 1;
        const judged = await sequence.controlledEvaluate(tokens.slice(0, -1).map((token, i) => i < first
            ? token
            : [token, {generateNext: {
                token: true, totalLogitWeight: true, options: {temperature: 0},
                logits: {filter: {tokens: [tokens[i + 1]], includeTop: 1}}
            }}]));
        judged.slice(first).forEach(({next}, i) => {
            const logit = next.logits.get(reply[i]);
            const most = next.logits.get(next.token); // the likeliest, since nothing is drawn
            const logProbability = logit - most - Math.log(next.totalLogitWeight);
            result.apart += Math.abs(logProbability - item.logProbabilities[number][i]);
            result.likeliest += next.token === reply[i] ? 1 : 0;
            result.of++;
        });
        result.words &&= contains(sample.prompt, model.tokenize(sample.question, false, "trimLeadingSpace"));
    }
    result.apart /= result.of;
    await context.dispose();
    await model.dispose();
    console.log(JSON.stringify(result));
}

function contains(all, part) {
    return part.length > 0 && all.some((_, at) => part.every((token, i) => all[at + i] === token));
}

const items = report.items.map((item) => ({...item, path: item.path.split("/").join(path.sep)}));
const of = (format) => items.filter((item) => item.format === format);
try {
    for (const item of [...of("gguf"), ...of("base-gguf")]) await check(item.path, null, item);
    for (const adapter of of("lora-gguf"))
        for (const base of of("base-gguf").filter((item) => item.type === "F32"))
            await check(base.path, adapter.path, adapter);
} catch (error) {
    console.error(`does not load: ${error?.stack ?? error}`);
    process.exitCode = 1;
}
await llama.dispose();
