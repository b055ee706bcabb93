from dzmap.core.changes import LAYER_STYLE_TABLE
from dzmap.core.layer_style import LayerStyle, LayerTree
from dzmap.services.styling import set_style, set_styles, set_tree
from tests.helpers.memory_stores import memory_session

HALF = LayerStyle(id="zones_national", opacity=0.5)
FADED = LayerStyle(id="zones_national", opacity=0.2)
NAMED = LayerStyle(id="enterprises", title="企业")


def test_that_a_style_is_one_edit_that_undo_takes_back() -> None:
    session = memory_session()
    assert session.layer_styles() == ()
    set_style(session, HALF)
    change = set_style(session, FADED, title="透明度 20 %")
    assert session.layer_styles() == (FADED,)
    assert [part.table for part in change.tables] == [LAYER_STYLE_TABLE]
    assert (session.undo_title, session.pending_count) == ("透明度 20 %", 2)
    session.undo()
    assert session.layer_styles() == (HALF,)
    session.redo()
    assert session.layer_styles() == (FADED,)


def test_that_choosing_the_same_again_is_no_edit() -> None:
    session = memory_session()
    set_style(session, HALF)
    set_style(session, HALF)
    assert session.pending_count == 1


def test_that_a_style_that_chooses_nothing_is_taken_out() -> None:
    session = memory_session()
    set_style(session, HALF)
    set_style(session, LayerStyle(id=HALF.id), title="恢复默认样式")
    assert session.layer_styles() == ()
    session.undo()
    assert session.layer_styles() == (HALF,)


def test_that_pasting_onto_several_layers_is_one_edit() -> None:
    session = memory_session()
    set_styles(session, (HALF, NAMED), title="粘贴样式")
    assert session.layer_styles() == (NAMED, HALF)
    session.undo()
    assert session.layer_styles() == ()


def test_that_the_tree_is_kept_beside_the_styles() -> None:
    session = memory_session()
    assert session.layer_tree() == LayerTree()
    set_style(session, HALF)
    tree = LayerTree(order=("zones", "enterprises"), removed=("waters",))
    set_tree(session, tree)
    assert (session.layer_tree(), session.layer_styles()) == (tree, (HALF,))
    set_tree(session, LayerTree())
    assert session.layer_tree() == LayerTree()
    session.undo()
    assert session.layer_tree() == tree
