import numpy as np
import pytest
from mediapipe.tasks.metadata import schema_py_generated as schema
from scipy.sparse import random as random_sparse

from form_analyzer.pose.densify import spread_rows, with_dense_weights
from form_analyzer.pose.network import read_network, write_network
from tests.pose.test_bundle import tiny_network

DENSIFY, ADD = schema.BuiltinOperator.DENSIFY, schema.BuiltinOperator.ADD
WEIGHTS = np.array([[0, 1.5, 0], [0, 0, 0], [-2, 0, 7]], dtype=np.float16)
SPARSE, DENSE, RESULT = range(3)


def network(formats=(0, 1), block_map=None):
    """Weights in compressed rows, spread out by one operator and added to by the next."""
    model = schema.ModelT()
    model.version = 3
    model.operatorCodes = [code(DENSIFY), code(ADD)]
    graph = schema.SubGraphT()
    graph.inputs, graph.outputs = [], [RESULT]
    graph.tensors = [tensor(1), tensor(0), tensor(0)]
    graph.tensors[SPARSE].sparsity = sparsity(formats, block_map)
    graph.operators = [operator(0, [SPARSE], [DENSE]), operator(1, [DENSE, DENSE], [RESULT])]
    values = schema.BufferT()
    values.data = list(WEIGHTS[WEIGHTS != 0].tobytes())
    model.buffers, model.subgraphs = [schema.BufferT(), values], [graph]
    return write_network(model, 0)


def code(builtin):
    made = schema.OperatorCodeT()
    made.builtinCode = made.deprecatedBuiltinCode = builtin
    return made


def tensor(buffer):
    made = schema.TensorT()
    made.shape, made.buffer, made.type = list(WEIGHTS.shape), buffer, schema.TensorType.FLOAT16
    return made


def operator(which, given, made):
    one = schema.OperatorT()
    one.opcodeIndex, one.inputs, one.outputs = which, given, made
    return one


def sparsity(formats, block_map):
    made = schema.SparsityParametersT()
    made.traversalOrder, made.blockMap = [0, 1], block_map
    made.dimMetadata = [schema.DimensionMetadataT() for _ in formats]
    for dimension, kind in zip(made.dimMetadata, formats, strict=True):
        dimension.format, dimension.denseSize = kind, 0 if kind else 3
    rows = made.dimMetadata[-1]
    rows.arraySegmentsType = rows.arrayIndicesType = schema.SparseIndexVector.Uint8Vector
    rows.arraySegments, rows.arrayIndices = schema.Uint8VectorT(), schema.Uint8VectorT()
    rows.arraySegments.values, rows.arrayIndices.values = [0, 1, 1, 3], [1, 0, 2]
    return made


def test_sparse_weights_are_written_out():
    model = read_network(with_dense_weights(network()))
    graph = model.subgraphs[0]
    (kept,) = graph.operators
    dense = graph.tensors[DENSE]
    written = np.frombuffer(bytes(model.buffers[dense.buffer].data), dtype=np.float16)
    assert (list(kept.inputs), list(kept.outputs)) == ([DENSE, DENSE], [RESULT])
    np.testing.assert_array_equal(written.reshape(dense.shape), WEIGHTS)
    assert graph.tensors[SPARSE].sparsity is None


@pytest.mark.parametrize("data", [tiny_network(), network(formats=(1, 1)), network(block_map=[1])])
def test_what_is_stored_otherwise_is_left_as_it_is(data):
    assert with_dense_weights(data) == data


@pytest.mark.parametrize("seed", range(5))
def test_rows_as_scipy_writes_them_out(seed):
    sparse = random_sparse(7, 11, density=0.3, format="csr", dtype=np.float32, random_state=seed)
    values = sparse.data.view(np.uint8).reshape(-1, 4)
    spread = spread_rows(values, sparse.indptr, sparse.indices, 11)
    np.testing.assert_array_equal(spread.view(np.float32)[..., 0], sparse.toarray())
