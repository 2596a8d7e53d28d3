/* Loads a model on an engine and tells which runs, and what is known of all: engine MODEL ENGINE ONNXRUNTIME */
#include <mmadfer.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    mmadfer_recognizer recognizer = 0;
    mmadfer_options options = MMADFER_OPTIONS_INIT;
    mmadfer_info info = MMADFER_INFO_INIT;
    char engines[4096];
    if (argc != 4)
        return 2;
    options.engine = argv[2];
    options.onnxruntime = argv[3];
    options.threads = 1;
    if (mmadfer_load(argv[1], &options, &recognizer) != MMADFER_OK || mmadfer_get_info(recognizer, &info) != MMADFER_OK
        || mmadfer_get_engines(recognizer, engines, sizeof engines) != MMADFER_OK) {
        fprintf(stderr, "%s\n", mmadfer_last_error());
        return 1;
    }
    printf("%s: %s\n%s\n", info.engine, info.description, engines);
    return 0;
}
