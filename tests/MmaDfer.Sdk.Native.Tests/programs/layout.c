/* Prints how this compiler lays out the structs of the header, and what its constants are: for the tests to compare with C#. */
#include <mmadfer.h>
#include <stdio.h>

#define STRUCT(name) printf("%s %zu\n", #name, sizeof(name))
#define FIELD(name, field) printf("%s.%s %zu\n", #name, #field, offsetof(name, field))
#define CONSTANT(name) printf("%s %d\n", #name, (int)(name))

int main(void)
{
#include "layout.inc"
    return 0;
}
